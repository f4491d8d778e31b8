/**
 * The life of one leg (one phone connection of a call):
 *
 * queued -> initiated -> ringing -> in-progress -> completed
 *
 * The status queued, initiated or ringing can also change to busy, no-answer, failed or canceled. After the end of a
 * leg, only its price changes.
 */
import { CallEnded, DocumentReplaced } from '../cancellation.ts';
import { evictOldest } from '../carrier/eviction.ts';
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { LIMITS } from '../limits.ts';
import { assignPersona } from '../personas/behaviours.ts';
import type { Persona } from '../personas/personas.ts';
import { createSid } from '../twilio-format.ts';
import type { TwimlSource } from '../twiml/source.ts';
import { createLane } from '../webhooks/lane.ts';
import { FREE_PRICE, callPrice } from './price.ts';
import { type Call, type EndStatus, durationSeconds, farEndNumber, hasEnded } from './state.ts';
import { postStatusCallback } from './status-callback.ts';

type CallInput = Pick<Call, 'direction' | 'from' | 'to'> &
  Partial<Pick<Call, 'parentSid' | 'url' | 'fallback' | 'callback' | 'queueTimeMs'>> & { persona?: Partial<Persona> };

/**
 * Creates a leg with the status `queued`; nothing rings yet. `input.persona` overrides parts of the persona that is
 * assigned to the far-end number.
 */
export function createCall(carrier: Carrier, input: CallInput): Call {
  const assigned = assignPersona(carrier, farEndNumber(input), input.direction === 'inbound');
  const persona = { ...assigned.persona, ...input.persona };
  const nowMs = carrier.clock.nowMs();
  const call: Call = {
    sid: createSid('CA'),
    parentSid: null,
    url: null,
    fallback: null,
    callback: null,
    queueTimeMs: 0,
    ...input,
    attempt: assigned.attempt,
    persona,
    browser: null,
    farEnd: {
      activity: null,
      sinceMs: nowMs,
      talkLeftMs: persona.talkSeconds && persona.talkSeconds * 1000,
      hangUpTimer: null,
      gatherCount: 0,
    },
    status: 'queued',
    acceptedAtMs: nowMs,
    updatedAtMs: nowMs,
    startedAtMs: null,
    ringingAtMs: null,
    answeredAtMs: null,
    endedAtMs: null,
    answeredBy: null,
    detectionMs: null,
    conferenceMinutes: 0,
    price: null,
    callbacksSent: 0,
    callbackLane: createLane(),
    recordings: [],
    requests: [],
    keysHeard: '',
    firstWebhookSent: Promise.withResolvers(),
    isDeleted: false,
    lifetime: new AbortController(),
    instructionsLifetime: null,
    redirectSource: null,
  };
  evictOldest(carrier, carrier.calls, LIMITS.callsMax, hasEnded);
  carrier.calls.set(call.sid, call);
  return call;
}

/** Sets the next status of a live leg and posts the status callback for the status. */
export function advanceCall(carrier: Carrier, call: Call, status: 'initiated' | 'ringing' | 'in-progress'): void {
  if (hasEnded(call)) return;
  const nowMs = carrier.clock.nowMs();
  call.status = status;
  call.updatedAtMs = nowMs;
  call.startedAtMs ??= nowMs;
  if (status === 'ringing') call.ringingAtMs = nowMs;
  if (status === 'in-progress') call.answeredAtMs = nowMs;
  postStatusCallback(carrier, call, status === 'in-progress' ? 'answered' : status);
}

/** Marks the leg as answered. An outbound leg is answered by the far end, an inbound leg by its first instruction. */
export function answerCall(carrier: Carrier, call: Call): void {
  if (call.answeredAtMs !== null || hasEnded(call)) return;
  advanceCall(carrier, call, 'in-progress');
  const { hangUpAfterSeconds } = call.persona;
  if (hangUpAfterSeconds === null) return;
  startTask(carrier, 'hang up after', async () => {
    await carrier.clock.sleep(hangUpAfterSeconds * 1000, call.lifetime.signal);
    hangUp(carrier, call);
  });
}

/**
 * Hangs up the leg. An answered leg ends as completed. An unanswered inbound leg ends as no-answer, an unanswered
 * outbound leg as canceled.
 */
export function hangUp(carrier: Carrier, call: Call): void {
  if (call.answeredAtMs !== null) endCall(carrier, call, 'completed');
  else endCall(carrier, call, call.direction === 'inbound' ? 'no-answer' : 'canceled');
}

/** Ends a leg and stops its instructions and timers. If the leg is still queued, no status callback is posted. */
export function endCall(carrier: Carrier, call: Call, status: EndStatus): void {
  if (hasEnded(call)) return;
  const wasQueued = call.status === 'queued';
  call.status = status;
  call.endedAtMs = carrier.clock.nowMs();
  call.updatedAtMs = call.endedAtMs;
  call.farEnd.hangUpTimer?.abort();
  call.lifetime.abort(new CallEnded());
  call.instructionsLifetime?.abort(call.lifetime.signal.reason);
  if (!wasQueued) postStatusCallback(carrier, call, 'completed');
  startTask(carrier, 'price of a leg', () => setPriceAfterDelay(carrier, call));
}

/** Hangs up the leg after `seconds` seconds, whatever the leg is doing then. */
export function scheduleTimeLimit(carrier: Carrier, call: Call, seconds: number): void {
  startTask(carrier, 'time limit', async () => {
    await carrier.clock.sleep(seconds * 1000, call.lifetime.signal);
    hangUp(carrier, call);
  });
}

/** Replaces the TwiML instructions of a live leg. */
export function redirectCall(call: Call, source: TwimlSource): void {
  call.redirectSource = source;
  call.instructionsLifetime?.abort(new DocumentReplaced());
}

async function setPriceAfterDelay(carrier: Carrier, call: Call): Promise<void> {
  const { priceDelaySeconds } = call.persona;
  const isAnswered = call.answeredAtMs !== null;
  if (priceDelaySeconds === null || (!isAnswered && carrier.policy.unansweredPrice === 'null')) return;
  await carrier.clock.sleep(priceDelaySeconds * 1000, carrier.lifetime.signal);
  call.price = isAnswered ? callPrice(call, durationSeconds(call)) : FREE_PRICE;
}
