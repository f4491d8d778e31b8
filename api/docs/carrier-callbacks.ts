/**
 * The OpenAPI descriptions of the carrier's callbacks, which `api/webhooks` answers. The product registers these URLs
 * with the carrier. An integrator needs the descriptions only to simulate a carrier or to set up a firewall.
 */
import { z } from '@hono/zod-openapi';
import { ErrorResponse, jsonResponse } from '../http/replies.ts';
import { createRoute } from '../http/routes.ts';

/** The carrier signs the URL and the fields of each callback. */
export const CARRIER_SIGNATURE = {
  type: 'apiKey',
  in: 'header',
  name: 'X-Twilio-Signature',
  description:
    'The carrier’s signature: the base64 of the HMAC-SHA1, with the auth token of the account, of the public URL ' +
    'followed by each form field and its value, sorted by field.',
} as const;

type Callback = {
  operationId: string;
  /** The path below `/api`. The same path without `/api` is served, too. */
  path: string;
  summary: string;
  /** Query parameters that the product writes into the URL. */
  query?: readonly string[];
  /** Form fields of the carrier that the product reads, each with an example. */
  fields: Record<string, string>;
  /** If true, the reply is TwiML. Otherwise the event is stored, and the reply has no body. */
  twiml?: true;
};

const PLACED_CALL = {
  CallSid: 'CA1234567890abcdef',
  CallStatus: 'in-progress',
  Direction: 'outbound-api',
  From: '+14155551234',
  To: '+14155552671',
};
const CONFERENCE = {
  ConferenceSid: 'CF1234567890abcdef',
  FriendlyName: 'call_uuid',
  StatusCallbackEvent: 'participant-join',
  Timestamp: '2024-01-15T10:30:00Z',
};
const INBOUND_CALL = {
  CallSid: 'CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  From: '+1234567890',
  To: '+1987654321',
  CallStatus: 'ringing',
  Direction: 'inbound',
};
const ENDED_CALL = { CallSid: 'CA1234567890abcdef', CallStatus: 'completed', CallDuration: '330' };

/** The callbacks of calls that the dialer places. */
export const dialerCallbacks: readonly Callback[] = [
  {
    operationId: 'receiveCallAnswered',
    path: '/webhooks/twilio/answer',
    summary: 'A called person or machine answered',
    query: ['leadId', 'callId'],
    fields: { AnsweredBy: 'human', ...PLACED_CALL },
    twiml: true,
  },
  {
    operationId: 'receiveMachineDetection',
    path: '/webhooks/twilio/amd',
    summary: 'Result of the answering machine detection',
    query: ['callId'],
    fields: { AnsweredBy: 'machine_end_beep', CallSid: 'CA1234567890abcdef' },
  },
  {
    operationId: 'receiveCallStatus',
    path: '/webhooks/twilio/status',
    summary: 'Status change of a call or of an agent’s leg',
    query: ['callId', 'legId'],
    fields: { ...ENDED_CALL, Direction: 'outbound-api' },
  },
  {
    operationId: 'receiveAgentAnswered',
    path: '/webhooks/twilio/agent-answer',
    summary: 'An agent answered; the reply has the whisper',
    query: ['conferenceName', 'leadName', 'callId', 'legId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveConferenceStatus',
    path: '/webhooks/twilio/conference-status',
    summary: 'Event of the conference of a call',
    query: ['callId'],
    fields: CONFERENCE,
  },
  {
    operationId: 'receiveRecordingStatus',
    path: '/webhooks/twilio/recording',
    summary: 'A recording is ready',
    query: ['callId'],
    fields: { RecordingSid: 'RE1234567890abcdef', RecordingStatus: 'completed', RecordingDuration: '330' },
  },
  {
    operationId: 'receiveAbandonment',
    path: '/webhooks/twilio/abandon',
    summary: 'Message for a person when no agent is free',
    query: ['callId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveVoicemail',
    path: '/webhooks/twilio/voicemail',
    summary: 'Message for an answering machine',
    query: ['callId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveTransfer',
    path: '/webhooks/twilio/transfer',
    summary: 'An agent gave the call to another agent or person',
    query: ['callId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveGuestAnswered',
    path: '/webhooks/twilio/guest-answer',
    summary: 'A guest of a conversation answered',
    query: ['callId', 'legId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveDigitsRequest',
    path: '/webhooks/twilio/digits',
    summary: 'The tones of the keys that an agent pressed',
    query: ['callId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveOptOut',
    path: '/webhooks/twilio/opt-out',
    summary: 'A person pressed 9 to get no more calls',
    query: ['callId'],
    fields: { CallSid: 'CA1234567890abcdef', Digits: '9' },
    twiml: true,
  },
  {
    operationId: 'receiveParkedAgentAnswered',
    path: '/webhooks/twilio/parked-leg-answer',
    summary: 'An agent answered the phone call in which callers join',
    query: ['parkedLegId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveParkedAgentReturned',
    path: '/webhooks/twilio/parked-leg-return',
    summary: 'An agent ended a conversation with the star key and waits for the next one',
    query: ['parkedLegId'],
    fields: PLACED_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveParkedAgentStatus',
    path: '/webhooks/twilio/parked-leg-status',
    summary: 'Status change of an agent’s phone call in which callers join',
    query: ['parkedLegId'],
    fields: ENDED_CALL,
  },
  {
    operationId: 'receiveParkedAgentConference',
    path: '/webhooks/twilio/parked-leg-conference',
    summary: 'Event of the conference in which an agent waits',
    query: ['parkedLegId'],
    fields: CONFERENCE,
  },
];

/** The callbacks of inbound calls. */
export const callCenterProCallbacks: readonly Callback[] = [
  {
    operationId: 'receiveInboundCall',
    path: '/webhooks/voice',
    summary: 'Inbound call of a number of a campaign',
    fields: INBOUND_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveInboundCallOfPool',
    path: '/webhooks/pool/{poolId}/voice',
    summary: 'Inbound call of a number of a pool',
    fields: INBOUND_CALL,
    twiml: true,
  },
  {
    operationId: 'receiveInboundCallStatus',
    path: '/webhooks/status',
    summary: 'Status change of an inbound call',
    fields: { ...ENDED_CALL, RecordingUrl: 'https://api.twilio.com/recording.mp3' },
  },
  {
    operationId: 'receiveDialResult',
    path: '/webhooks/twilio/dial-result',
    summary: 'Result of dialing a buyer; the reply dials the next buyer',
    query: ['callId', 'attempt'],
    fields: { CallSid: 'CA1234567890abcdef', DialCallStatus: 'completed', DialCallDuration: '120' },
    twiml: true,
  },
  {
    operationId: 'receiveBuyerAnswered',
    path: '/webhooks/twilio/buyer-answer',
    summary: 'A buyer’s agent picked up or pressed a key; the reply is the whisper, or asks for the key 1',
    query: ['callId', 'attempt'],
    fields: { CallSid: 'CA1234567890abcdef', Digits: '1' },
    twiml: true,
  },
  {
    operationId: 'receiveFallback',
    path: '/webhooks/twilio/fallback',
    summary: 'The carrier could not get TwiML; the reply is an apology',
    fields: INBOUND_CALL,
    twiml: true,
  },
];

const textResponse = (description: string) => ({
  description,
  content: { 'text/plain': { schema: z.string() } },
});

/** Returns the OpenAPI description of a callback. */
export function carrierCallbackRoute({ operationId, path, summary, query = [], fields, twiml }: Callback) {
  const form = Object.entries(fields).map(([name, example]) => [name, z.string().optional().openapi({ example })]);
  const parameters = query.map((name) => [name, z.string().optional()]);
  return createRoute({
    operationId,
    method: 'post',
    path,
    tags: ['Carrier callbacks'],
    summary,
    description:
      'The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.',
    security: [{ carrierSignature: [] }],
    request: {
      ...(path.includes('{poolId}') && { params: z.object({ poolId: z.string() }) }),
      query: z.object(Object.fromEntries(parameters) as Record<string, z.ZodOptional<z.ZodString>>),
      body: {
        content: { 'application/x-www-form-urlencoded': { schema: z.looseObject(Object.fromEntries(form)) } },
      },
    },
    responses: {
      ...(twiml
        ? { 200: { description: 'TwiML', content: { 'text/xml': { schema: z.string() } } } }
        : { 204: { description: 'The event is stored' } }),
      403: jsonResponse('The signature is missing or wrong', ErrorResponse),
      413: jsonResponse('The body is too large', ErrorResponse),
      429: jsonResponse('Too many requests with a wrong signature', ErrorResponse),
      503: textResponse('Temporarily unavailable; the carrier sends the callback again'),
    },
  });
}
