/**
 * One leg: its record and its state machine.
 *
 * queued -> initiated -> ringing -> in-progress -> completed
 * and from any of the first three: busy, no-answer, failed, canceled. An ended leg never changes again, except that its
 * price becomes known.
 */
import { CallOver, DocumentReplaced } from './abort.ts';
import { castPersona } from './behaviours.ts';
import { type Call, durationSeconds, type EndStatus, farEnd, isOver } from './call-record.ts';
import { type Carrier, forget, spawn } from './carrier.ts';
import { limits } from './limits.ts';
import type { Persona } from './personas.ts';
import { postStatus } from './status-callback.ts';
import { freePrice, legPrice } from './tariff.ts';
import type { Source } from './twiml/document.ts';
import { newLane } from './webhooks.ts';
import { sid } from './wire.ts';

type NewCall = Pick<Call, 'direction' | 'from' | 'to'> &
  Partial<Pick<Call, 'parentSid' | 'url' | 'fallback' | 'callback' | 'queueTimeMs'>> & { persona?: Partial<Persona> };

/** Accepts a leg into the carrier's books; nothing rings yet. */
export function newCall(carrier: Carrier, input: NewCall): Call {
  const { persona, ordinal } = castPersona(carrier, farEnd(input), input.direction === 'inbound');
  const cast = { ...persona, ...input.persona };
  const nowMs = carrier.clock.nowMs();
  const call: Call = {
    sid: sid('CA'),
    parentSid: null,
    url: null,
    fallback: null,
    callback: null,
    queueTimeMs: 0,
    ...input,
    ordinal,
    persona: cast,
    party: {
      activity: null,
      sinceMs: nowMs,
      talkLeftMs: cast.talkSeconds && cast.talkSeconds * 1000,
      timer: null,
      gathers: 0,
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
    price: null,
    callbacksSent: 0,
    lane: newLane(),
    recordings: [],
    requests: [],
    firstWebhook: Promise.withResolvers(),
    deleted: false,
    over: new AbortController(),
    scope: null,
    detour: null,
  };
  forget(carrier, carrier.calls, limits.callsMax, isOver);
  carrier.calls.set(call.sid, call);
  return call;
}

/** Moves a live leg on and tells the product. */
export function advance(carrier: Carrier, call: Call, status: 'initiated' | 'ringing' | 'in-progress'): void {
  if (isOver(call)) return;
  const nowMs = carrier.clock.nowMs();
  call.status = status;
  call.updatedAtMs = nowMs;
  call.startedAtMs ??= nowMs;
  if (status === 'ringing') call.ringingAtMs = nowMs;
  if (status === 'in-progress') call.answeredAtMs = nowMs;
  postStatus(carrier, call, status === 'in-progress' ? 'answered' : status);
}

/** The far end picks up (or an incoming call is answered by its first instruction). */
export function answer(carrier: Carrier, call: Call): void {
  if (call.answeredAtMs !== null || isOver(call)) return;
  advance(carrier, call, 'in-progress');
  const { hangUpAfterSeconds } = call.persona;
  if (hangUpAfterSeconds === null) return;
  spawn(carrier, 'hang up after', async () => {
    await carrier.clock.sleep(hangUpAfterSeconds * 1000, call.over.signal);
    hangUp(carrier, call);
  });
}

/** Puts the phone down, whatever that means at this moment: an answered leg is completed, an unanswered one is not. */
export function hangUp(carrier: Carrier, call: Call): void {
  if (call.answeredAtMs !== null) endCall(carrier, call, 'completed');
  else endCall(carrier, call, call.direction === 'inbound' ? 'no-answer' : 'canceled');
}

/** Ends a leg for good; whatever it was doing stops. A leg canceled while still queued ends without any callback. */
export function endCall(carrier: Carrier, call: Call, status: EndStatus): void {
  if (isOver(call)) return;
  const silent = call.status === 'queued';
  call.status = status;
  call.endedAtMs = carrier.clock.nowMs();
  call.updatedAtMs = call.endedAtMs;
  call.party.timer?.abort();
  call.over.abort(new CallOver());
  call.scope?.abort(call.over.signal.reason);
  if (!silent) postStatus(carrier, call, 'completed');
  spawn(carrier, 'price of a leg', () => priceLater(carrier, call));
}

/** Cuts the leg off after its time, however it is occupied. */
export function limitTime(carrier: Carrier, call: Call, seconds: number): void {
  spawn(carrier, 'time limit', async () => {
    await carrier.clock.sleep(seconds * 1000, call.over.signal);
    hangUp(carrier, call);
  });
}

/** Replaces the instructions of a live leg. */
export function redirect(call: Call, source: Source): void {
  call.detour = source;
  call.scope?.abort(new DocumentReplaced());
}

async function priceLater(carrier: Carrier, call: Call): Promise<void> {
  const { priceDelaySeconds } = call.persona;
  const answered = call.answeredAtMs !== null;
  if (priceDelaySeconds === null || (!answered && carrier.policy.unansweredPrice === 'null')) return;
  await carrier.clock.sleep(priceDelaySeconds * 1000, carrier.life.signal);
  call.price = answered ? legPrice(call.direction, durationSeconds(call)) : freePrice;
}
