/**
 * The callback URLs that this product gives to the carrier. Each callback URL of a call contains the call's uuid. The
 * uuid is needed because a callback may arrive before the carrier's reply to the request that placed the call. The
 * call's SID is not known at that time. The callback URLs of phone numbers contain no uuid, because an inbound call
 * starts at the carrier.
 */
import type { ServerConfig } from './config.ts';

/**
 * Retry policies of callbacks, as URL fragments. The carrier reads the URL fragment, but neither sends nor signs the
 * URL fragment. Without the URL fragment, the carrier retries a callback only if the carrier could not connect. A
 * request for TwiML is not retried after a timeout, because the carrier could then execute the TwiML twice.
 */
const EVENT_RETRIES = '#rc=3&rp=ct,5xx,rt';
const TWIML_RETRIES = '#rc=2&rp=ct,5xx';

type Base = Pick<ServerConfig, 'publicBaseUrl'>;

function url({ publicBaseUrl }: Base, path: string, query: Record<string, string>, retries: string): string {
  return `${publicBaseUrl}/webhooks/twilio/${path}?${new URLSearchParams(query).toString()}${retries}`;
}

export const callbacks = {
  answer: (base: Base, callId: string, leadId: string) => url(base, 'answer', { leadId, callId }, TWIML_RETRIES),
  status: (base: Base, callId: string) => url(base, 'status', { callId }, EVENT_RETRIES),
  agentLegStatus: (base: Base, callId: string, legId: string) => url(base, 'status', { callId, legId }, EVENT_RETRIES),
  amd: (base: Base, callId: string) => url(base, 'amd', { callId }, EVENT_RETRIES),
  agentAnswer: (base: Base, callId: string, legId: string) =>
    url(base, 'agent-answer', { conferenceName: conferenceName(callId), callId, legId }, TWIML_RETRIES),
  conference: (base: Base, callId: string) => url(base, 'conference-status', { callId }, EVENT_RETRIES),
  recording: (base: Base, callId: string) => url(base, 'recording', { callId }, EVENT_RETRIES),
  abandon: (base: Base, callId: string) => url(base, 'abandon', { callId }, TWIML_RETRIES),
  voicemail: (base: Base, callId: string) => url(base, 'voicemail', { callId }, TWIML_RETRIES),
  /** For a called person who is transferred to another agent or person. */
  transfer: (base: Base, callId: string) => url(base, 'transfer', { callId }, TWIML_RETRIES),
  guestAnswer: (base: Base, callId: string, legId: string) =>
    url(base, 'guest-answer', { callId, legId }, TWIML_RETRIES),
  digits: (base: Base, callId: string) => url(base, 'digits', { callId }, TWIML_RETRIES),
  optOut: (base: Base, callId: string) => url(base, 'opt-out', { callId }, TWIML_RETRIES),
  dialResult: (base: Base, callId: string, attempt: number) =>
    url(base, 'dial-result', { callId, attempt: String(attempt) }, TWIML_RETRIES),
  /** For a buyer's agent who picked up, before the agent hears the caller. */
  buyerAnswer: (base: Base, callId: string, attempt: number) =>
    url(base, 'buyer-answer', { callId, attempt: String(attempt) }, TWIML_RETRIES),
  /** For a person whose agent left before they were connected: the next agent, or the abandonment message. */
  nextAgent: (base: Base, callId: string) => url(base, 'answer', { callId }, TWIML_RETRIES),
  parkedLegAnswer: (base: Base, parkedLegId: string) => url(base, 'parked-leg-answer', { parkedLegId }, TWIML_RETRIES),
  /** For a parked agent who has left the conference with the key `*`, to end a call. */
  parkedLegReturn: (base: Base, parkedLegId: string) => url(base, 'parked-leg-return', { parkedLegId }, TWIML_RETRIES),
  parkedLegStatus: (base: Base, parkedLegId: string) => url(base, 'parked-leg-status', { parkedLegId }, EVENT_RETRIES),
  numberVoice: ({ publicBaseUrl }: Base) => `${publicBaseUrl}/webhooks/voice${TWIML_RETRIES}`,
  poolVoice: ({ publicBaseUrl }: Base, poolId: string) =>
    `${publicBaseUrl}/webhooks/pool/${poolId}/voice${TWIML_RETRIES}`,
  numberStatus: ({ publicBaseUrl }: Base) => `${publicBaseUrl}/webhooks/status${EVENT_RETRIES}`,
  fallback: ({ publicBaseUrl }: Base) => `${publicBaseUrl}/webhooks/twilio/fallback`,
  parkedLegConference: (base: Base, parkedLegId: string) =>
    url(base, 'parked-leg-conference', { parkedLegId }, EVENT_RETRIES),
};

export function parkedConferenceName(parkedLegId: string): string {
  return `agent_${parkedLegId}`;
}

export function conferenceName(callId: string): string {
  return `call_${callId}`;
}
