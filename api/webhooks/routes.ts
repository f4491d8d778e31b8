/**
 * The carrier's callbacks. Events are put in the queue and acknowledged; requests for TwiML are answered at once, and
 * always with valid TwiML, whatever is broken behind them.
 */
import { type Context as HonoContext, Hono } from 'hono';
import { answerCall } from '../../shared/domain/calls/answer.ts';
import { dropVoicemail } from '../../shared/domain/calls/voicemail.ts';
import { answerAgent } from '../../shared/domain/calls/whisper.ts';
import { abandonCall } from '../../shared/domain/calls/abandonment.ts';
import { answerParkedLeg } from '../../shared/domain/calls/parked-legs.ts';
import { answerInboundCall, continueInboundCall } from '../../shared/domain/routing/inbound.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Payload } from '../../shared/jobs.ts';
import { enqueue } from '../../shared/queues.ts';
import { apologyTwiml, hangUpTwiml, optOutConfirmationTwiml } from '../../shared/rules/calls/twiml.ts';
import type { Key } from '../../sql/db.ts';
import { entityKey } from '../http/ids.ts';
import { callUuid, requireSignature, type WebhookEnv } from './signature.ts';

type Request = HonoContext<WebhookEnv>;

export function createWebhooks(): Hono<WebhookEnv> {
  const webhooks = new Hono<WebhookEnv>();
  webhooks.use(requireSignature);
  webhooks.post('/twilio/answer', twiml(answer));
  webhooks.post('/twilio/agent-answer', twiml(agentAnswer));
  webhooks.post(
    '/twilio/abandon',
    twiml((c, callId) => abandonCall(c.get('ctx'), { callUuid: callId })),
  );
  webhooks.post(
    '/twilio/voicemail',
    twiml((c, callId) => dropVoicemail(c.get('ctx'), { callUuid: callId })),
  );
  webhooks.post('/twilio/opt-out', twiml(optOut));
  webhooks.post('/twilio/dial-result', twiml(dialResult));
  webhooks.post('/twilio/fallback', (c) => xml(c, apologyTwiml()));
  webhooks.post('/twilio/status', (c) => report(c, 'status'));
  webhooks.post('/twilio/amd', (c) => report(c, 'amd'));
  webhooks.post('/twilio/conference-status', (c) => report(c, 'conference'));
  webhooks.post('/twilio/recording', (c) => report(c, 'recording'));
  webhooks.post('/twilio/parked-leg-answer', (c) => agentLine(c));
  webhooks.post('/twilio/parked-leg-status', (c) => report(c, 'parked-leg-status'));
  webhooks.post('/twilio/parked-leg-conference', (c) => report(c, 'parked-leg-conference'));
  webhooks.post('/voice', (c) => voice(c));
  webhooks.post('/pool/:poolId/voice', (c) => voice(c, entityKey.safeParse(c.req.param('poolId')).data));
  webhooks.post('/status', (c) => report(c, 'status'));
  webhooks.onError((error, c) => {
    c.get('ctx').log.error({ err: error }, 'webhook');
    return c.text(
      'Not accepted, please repeat.',
      error instanceof DomainError && error.code === 'unavailable' ? 503 : 500,
    );
  });
  return webhooks;
}

function answer(c: Request, callId: string): Promise<string> {
  const { CallSid = '', AnsweredBy } = c.get('params');
  return answerCall(c.get('ctx'), { callUuid: callId, callSid: CallSid, answeredBy: AnsweredBy });
}

function agentAnswer(c: Request, callId: string): Promise<string> {
  const { CallSid = '' } = c.get('params');
  return answerAgent(c.get('ctx'), { callUuid: callId, legUuid: c.req.query('legId'), callSid: CallSid });
}

/** The phone of an agent who parks: no call is on it yet. */
async function agentLine(c: Request) {
  const parkedLegUuid = callUuid.safeParse(c.req.query('parkedLegId'));
  if (!parkedLegUuid.success) return xml(c, hangUpTwiml());
  const { CallSid = '' } = c.get('params');
  return xml(c, await answerParkedLeg(c.get('ctx'), { parkedLegUuid: parkedLegUuid.data, callSid: CallSid }));
}

/** Somebody calls one of our numbers; of a pool, if the carrier was told so. */
async function voice(c: Request, pool?: Key) {
  const { CallSid = '', From = '', To = '' } = c.get('params');
  const incoming = { callSid: CallSid, from: From, to: To, ...(pool && { pool }) };
  return spoken(c, () => answerInboundCall(c.get('ctx'), incoming), { callSid: CallSid });
}

function dialResult(c: Request, callId: string): Promise<string> {
  const attempt = Number(c.req.query('attempt')) || 0;
  return continueInboundCall(c.get('ctx'), { callUuid: callId, attempt, params: c.get('params') });
}

/** Through the queue, which keeps the wish even while Postgres is away. */
async function optOut(c: Request): Promise<string> {
  if (c.get('params').Digits !== '9') return hangUpTwiml();
  await report(c, 'opt-out');
  return optOutConfirmationTwiml();
}

/** A person is on the line: whatever fails, they hear a sentence and not an error tone. */
function twiml(answerFor: (c: Request, callId: string) => Promise<string>) {
  return async (c: Request) => {
    const callId = callUuid.safeParse(c.req.query('callId'));
    if (!callId.success) return xml(c, hangUpTwiml());
    return spoken(c, () => answerFor(c, callId.data), { callId: callId.data });
  };
}

async function spoken(c: Request, answer: () => Promise<string>, about: object) {
  try {
    return xml(c, await answer());
  } catch (error) {
    c.get('ctx').log.error({ err: error, ...about }, 'no TwiML: the caller hears an apology');
    return xml(c, apologyTwiml());
  }
}

function xml(c: Request, document: string) {
  return c.body(document, 200, { 'Content-Type': 'text/xml; charset=utf-8' });
}

/** Into the queue, under an id that is the same for every repetition of the same report. */
async function report(c: Request, source: Payload<'call.event'>['source']) {
  const ctx = c.get('ctx');
  const params = c.get('params');
  const { callId, legId, parkedLegId } = c.req.query();
  const payload = {
    source,
    callUuid: callId,
    legUuid: legId,
    parkedLegUuid: parkedLegId,
    params,
    receivedAtMs: ctx.clock.nowMs(),
  };
  await enqueue(ctx, 'call.event', payload, { id: reportId(source, params) });
  return c.body(null, 204);
}

function reportId(source: string, params: Record<string, string>): string {
  const { CallSid, ConferenceSid, RecordingSid, CallStatus, StatusCallbackEvent, RecordingStatus, AnsweredBy } = params;
  const parts = [source, ConferenceSid, RecordingSid, CallSid, CallStatus, StatusCallbackEvent, RecordingStatus];
  return [...parts, source === 'amd' ? AnsweredBy : undefined, params.SequenceNumber]
    .flatMap((part) => part || [])
    .join('-')
    .replaceAll(':', '_');
}
