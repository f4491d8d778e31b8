/**
 * Callbacks of the carrier. An event (status callback) is applied, or waits as the job `call.event`, and is acknowledged
 * afterwards. A request for TwiML gets a response within seconds: TwiML, or an error after which the carrier repeats the
 * request.
 */
import { type Context as HonoContext, Hono } from 'hono';
import { answerCall } from '../../shared/domain/calls/answer.ts';
import { dropVoicemail } from '../../shared/domain/calls/answering-machine.ts';
import { answerAgent } from '../../shared/domain/calls/whisper.ts';
import { abandonCall } from '../../shared/domain/calls/abandonment.ts';
import { answerGuest, joinTransfer } from '../../shared/domain/calls/guest-legs.ts';
import { digitsOfCall } from '../../shared/domain/conversations/conference-sync.ts';
import { recordOptOut } from '../../shared/domain/calls/opt-out.ts';
import { answerParkedLeg, returnToParkedLeg } from '../../shared/domain/calls/parked-legs.ts';
import { answerInboundCall, continueInboundCall } from '../../shared/domain/routing/inbound.ts';
import { createReportIntake } from '../../shared/domain/routing/missed-calls.ts';
import { screenBuyer } from '../../shared/domain/routing/screening.ts';
import type { Context } from '../../shared/context.ts';
import type { Payload } from '../../shared/jobs.ts';
import type { LogFields } from '../../shared/logging/log.ts';
import { DeadlineError, withinMs } from '../../shared/concurrency.ts';
import { enqueue } from '../../shared/enqueue.ts';
import { detectionMsOf } from '../../shared/rules/calls/answering-machine.ts';
import { apologyTwiml, hangUpTwiml } from '../../shared/rules/calls/twiml.ts';
import { isDatabaseAway, type Key } from '../../sql/db.ts';
import { entityKey } from '../http/ids.ts';
import { keepOptOut } from './opt-out-journal.ts';
import { callUuid, createSignatureChecks, type WebhookEnv } from './signature.ts';

type Request = HonoContext<WebhookEnv>;
type Source = Payload<'call.event'>['source'];

/** Milliseconds of real time. The carrier gives up after 15 s, and the person then hears an error tone. */
const TWIML_MS_MAX = 8_000;
/** Milliseconds of real time. The rest of {@link TWIML_MS_MAX} is for the queue and the disk. */
const OPT_OUT_MS_MAX = 4_000;
/** The carrier sends each callback by the method that is set at the number, in TwiML or at the call. */
const METHODS = ['GET', 'POST'];

export function createWebhooks(ctx: Context): Hono<WebhookEnv> {
  const webhooks = new Hono<WebhookEnv>();
  const takeReport = createReportIntake();
  const takeEvent = (c: Request, source: Source) => storeEvent(c, source, takeReport);
  webhooks.use(...createSignatureChecks(ctx));
  webhooks.on(METHODS, '/twilio/answer', twimlHandler(answerCallTwiml));
  webhooks.on(METHODS, '/twilio/agent-answer', twimlHandler(answerAgentTwiml));
  webhooks.on(
    METHODS,
    '/twilio/abandon',
    twimlHandler((c, callId) => abandonCall(c.get('ctx'), { callUuid: callId, callSid: callSidOf(c) })),
  );
  webhooks.on(
    METHODS,
    '/twilio/voicemail',
    twimlHandler((c, callId) => dropVoicemail(c.get('ctx'), { callUuid: callId, callSid: callSidOf(c) })),
  );
  webhooks.on(
    METHODS,
    '/twilio/transfer',
    twimlHandler((c, callId) => joinTransfer(c.get('ctx'), { callUuid: callId, callSid: callSidOf(c) })),
  );
  webhooks.on(
    METHODS,
    '/twilio/guest-answer',
    twimlHandler((c, callId) =>
      answerGuest(c.get('ctx'), { callUuid: callId, legUuid: legUuidOf(c), callSid: callSidOf(c) }),
    ),
  );
  webhooks.on(
    METHODS,
    '/twilio/digits',
    twimlHandler((c, callId) => digitsOfCall(c.get('ctx'), { callUuid: callId, callSid: callSidOf(c) })),
  );
  webhooks.on(METHODS, '/twilio/opt-out', twimlHandler(optOutTwiml));
  webhooks.on(METHODS, '/twilio/dial-result', twimlHandler(dialResultTwiml));
  webhooks.on(METHODS, '/twilio/buyer-answer', twimlHandler(buyerAnswerTwiml));
  webhooks.on(METHODS, '/twilio/fallback', (c) => respondXml(c, apologyTwiml()));
  webhooks.on(METHODS, '/twilio/status', (c) => takeEvent(c, 'status'));
  webhooks.on(METHODS, '/twilio/amd', (c) => takeEvent(c, 'amd'));
  webhooks.on(METHODS, '/twilio/conference-status', (c) => takeEvent(c, 'conference'));
  webhooks.on(METHODS, '/twilio/recording', (c) => takeEvent(c, 'recording'));
  webhooks.on(METHODS, '/twilio/parked-leg-answer', (c) => answerParkedLegCall(c));
  webhooks.on(METHODS, '/twilio/parked-leg-return', (c) => returnParkedLegCall(c));
  webhooks.on(METHODS, '/twilio/parked-leg-status', (c) => takeEvent(c, 'parked-leg-status'));
  webhooks.on(METHODS, '/twilio/parked-leg-conference', (c) => takeEvent(c, 'parked-leg-conference'));
  webhooks.on(METHODS, '/voice', (c) => answerInbound(c));
  webhooks.on(METHODS, '/pool/:poolId/voice', (c) => answerInbound(c, entityKey.safeParse(c.req.param('poolId')).data));
  webhooks.on(METHODS, '/status', (c) => takeEvent(c, 'status'));
  webhooks.onError((error, c) => {
    c.get('ctx').log.error({ err: error }, 'webhook failed');
    return c.text('The callback was not accepted. Send it again.', 503);
  });
  return webhooks;
}

/** Returns the id of the carrier call that the signed request is about. */
const callSidOf = (c: Request): string => c.get('params').CallSid ?? '';

/** Returns the id of the leg that the address names, if it is one. */
const legUuidOf = (c: Request): string | undefined => callUuid.safeParse(c.req.query('legId')).data;

function answerCallTwiml(c: Request, callId: string): Promise<string> {
  const params = c.get('params');
  const { CallSid = '', AnsweredBy } = params;
  const detectionMs = detectionMsOf(params);
  return answerCall(c.get('ctx'), { callUuid: callId, callSid: CallSid, answeredBy: AnsweredBy, detectionMs });
}

function answerAgentTwiml(c: Request, callId: string): Promise<string> {
  const { CallSid = '', Digits: digits } = c.get('params');
  return answerAgent(c.get('ctx'), { callUuid: callId, legUuid: c.req.query('legId'), callSid: CallSid, digits });
}

/**
 * Returns the TwiML for an agent who has just picked up the phone of a parked leg. The agent then waits for the first
 * call.
 */
async function answerParkedLegCall(c: Request) {
  const parkedLegUuid = callUuid.safeParse(c.req.query('parkedLegId'));
  if (!parkedLegUuid.success) return respondXml(c, hangUpTwiml());
  const { CallSid: callSid = '', AnsweredBy: answeredBy, Digits: digits } = c.get('params');
  const input = { parkedLegUuid: parkedLegUuid.data, callSid, answeredBy, digits };
  return respondWithTwiml(c, () => answerParkedLeg(c.get('ctx'), input), { legId: input.parkedLegUuid });
}

/** Returns the TwiML for a parked agent who ended a call with the key `*`. */
async function returnParkedLegCall(c: Request) {
  const parkedLegUuid = callUuid.safeParse(c.req.query('parkedLegId'));
  if (!parkedLegUuid.success) return respondXml(c, hangUpTwiml());
  const input = { parkedLegUuid: parkedLegUuid.data, callSid: callSidOf(c) };
  return respondWithTwiml(c, () => returnToParkedLeg(c.get('ctx'), input), { legId: input.parkedLegUuid });
}

/**
 * Answers the carrier's request when a caller has called one of our numbers. If the number belongs to a number pool,
 * the webhook URL contains the id of the pool.
 */
async function answerInbound(c: Request, pool?: Key) {
  const { CallSid = '', From = '', To = '' } = c.get('params');
  const incoming = { callSid: CallSid, from: From, to: To, ...(pool && { pool }) };
  return respondWithTwiml(c, () => answerInboundCall(c.get('ctx'), incoming), { callSid: CallSid });
}

function dialResultTwiml(c: Request, callId: string): Promise<string> {
  const attempt = Number(c.req.query('attempt')) || 0;
  return continueInboundCall(c.get('ctx'), { callUuid: callId, attempt, params: c.get('params') });
}

function buyerAnswerTwiml(c: Request, callId: string): Promise<string> {
  const attempt = Number(c.req.query('attempt')) || 0;
  return screenBuyer(c.get('ctx'), { callUuid: callId, attempt, digits: c.get('params').Digits });
}

/**
 * Stores the opt-out of a person, and ends the call at once, without another word: 47 CFR 64.1200(a)(7)(i)(B). The opt-out
 * is a legal record, so before the reply it is in Postgres, or both in the queue and on the disk of this process.
 *
 * @throws Error if Postgres, and the queue or the disk, do not take the opt-out, so that the carrier repeats the request
 */
async function optOutTwiml(c: Request, callId: string): Promise<string> {
  if (c.get('params').Digits !== '9') return hangUpTwiml();
  const ctx = c.get('ctx');
  const report = reportOf(c, 'opt-out');
  const optOut = { callUuid: callId, callSid: callSidOf(c), receivedAtMs: report.receivedAtMs };
  try {
    await withinMs(OPT_OUT_MS_MAX, recordOptOut(ctx, optOut));
  } catch (error) {
    ctx.log.error({ err: error, callId }, 'opt-out could not be stored in Postgres, queued and kept on the disk');
    const queued = enqueue(ctx, 'call.event', report, { id: eventId('opt-out', c.get('params')) });
    // What one place has taken stays, also if the other one fails and the reply is an error.
    const failed = (await Promise.allSettled([keepOptOut(ctx, optOut), queued])).find(
      (each) => each.status === 'rejected',
    );
    if (failed) throw failed.reason;
  }
  return hangUpTwiml();
}

/** Creates the handler of a request for TwiML about the call that the URL names. */
function twimlHandler(createTwiml: (c: Request, callId: string) => Promise<string>) {
  return async (c: Request) => {
    const callId = callUuid.safeParse(c.req.query('callId'));
    if (!callId.success) return respondXml(c, hangUpTwiml());
    return respondWithTwiml(c, () => createTwiml(c, callId.data), { callId: callId.data });
  };
}

/**
 * Answers a request for TwiML in time. After an error the reply is 503: the carrier repeats the request, which is safe,
 * because every verb continues where the last request stopped. After the last repetition the carrier requests the
 * fallback, which apologizes.
 *
 * The person hears the apology at once if a repetition would fail, too: Postgres is away, or does not answer in time.
 */
async function respondWithTwiml(c: Request, createTwiml: () => Promise<string>, logFields: LogFields) {
  try {
    return respondXml(c, await withinMs(TWIML_MS_MAX, createTwiml()));
  } catch (error) {
    if (!isDatabaseAway(error) && !(error instanceof DeadlineError)) throw error;
    c.get('ctx').log.error({ err: error, ...logFields }, 'TwiML could not be created, the caller hears an apology');
    return respondXml(c, apologyTwiml());
  }
}

function respondXml(c: Request, document: string) {
  return c.body(document, 200, { 'Content-Type': 'text/xml; charset=utf-8' });
}

/** Stores an event, and acknowledges it afterwards. */
async function storeEvent(c: Request, source: Source, takeReport: ReturnType<typeof createReportIntake>) {
  const params = c.get('params');
  await takeReport(c.get('ctx'), reportOf(c, source), eventId(source, params));
  return c.body(null, 204);
}

function reportOf(c: Request, source: Source): Payload<'call.event'> {
  const params = c.get('params');
  const { callId, legId, parkedLegId } = c.req.query();
  const namesOurCall = callId !== undefined || legId !== undefined || parkedLegId !== undefined;
  return {
    source,
    callUuid: callId,
    legUuid: legId,
    parkedLegUuid: parkedLegId,
    params: namesOurCall ? withoutPersonalData(params) : params,
    receivedAtMs: c.get('ctx').clock.nowMs(),
  };
}

/** The parameters of a callback with numbers, names and places of the caller and the called person, and pressed keys. */
const PERSONAL_PARAMETER = /^(?:From|To|Caller|Called|Forwarded|Digits|SpeechResult)/;

/**
 * Returns the parameters without data of people, so that the job in Redis has none. If the callback does not name our
 * call, the numbers find the call.
 */
const withoutPersonalData = (params: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !PERSONAL_PARAMETER.test(name)));

/** Returns the id of the job. A repeated callback gives the same id, so the queue drops the repeated job. */
function eventId(source: string, params: Record<string, string>): string {
  const { CallSid, ConferenceSid, RecordingSid, CallStatus, StatusCallbackEvent, RecordingStatus, AnsweredBy } = params;
  const parts = [source, ConferenceSid, RecordingSid, CallSid, CallStatus, StatusCallbackEvent, RecordingStatus];
  return [...parts, source === 'amd' ? AnsweredBy : undefined, params.SequenceNumber]
    .flatMap((part) => part || [])
    .join('-')
    .replaceAll(':', '_');
}
