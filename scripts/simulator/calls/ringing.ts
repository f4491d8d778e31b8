/** Simulates how the far end rings: from the status `initiated` to an answer, busy, no-answer or failed. */
import { ringBrowser } from '../browsers/browsers.ts';
import { CallEnded } from '../cancellation.ts';
import type { Carrier } from '../carrier/state.ts';
import { advanceCall, answerCall, endCall } from './call.ts';
import { BROWSER_PERSONA } from '../personas/personas.ts';
import { type Call, hasEnded } from './state.ts';

/** Milliseconds of product time. The longest time from dialling until the phone at the far end rings. */
const POST_DIAL_DELAY_MS_MAX = 1_000;

/**
 * Rings the far end for at most `timeoutSeconds`. Returns true if the far end answers. Returns false if the leg ends
 * without an answer, also if a REST request cancels the leg.
 */
export async function ringFarEnd(carrier: Carrier, call: Call, timeoutSeconds: number): Promise<boolean> {
  const { persona } = call;
  if (persona.name === BROWSER_PERSONA) return ringUntilChoice(carrier, call, timeoutSeconds);
  const timeoutMs = (timeoutSeconds + carrier.policy.ringBufferSeconds) * 1000;
  const ringMs = persona.kind === 'no-answer' ? Infinity : persona.ringSeconds * 1000;
  const postDialDelayMs = Math.min(POST_DIAL_DELAY_MS_MAX, ringMs / 2, timeoutMs);
  try {
    advanceCall(carrier, call, 'initiated');
    await carrier.clock.sleep(postDialDelayMs, call.lifetime.signal);
    if (persona.kind !== 'failed') advanceCall(carrier, call, 'ringing');
    await carrier.clock.sleep(Math.min(ringMs, timeoutMs) - postDialDelayMs, call.lifetime.signal);
  } catch (error) {
    if (hasEnded(call)) return false;
    throw error;
  }
  if (persona.kind === 'failed') endCall(carrier, call, 'failed');
  else if (ringMs > timeoutMs) endCall(carrier, call, 'no-answer');
  else if (persona.kind === 'busy') endCall(carrier, call, 'busy');
  else answerCall(carrier, call);
  return !hasEnded(call);
}

/** Rings a browser. A call to an address without a registered browser ends at once. */
async function ringUntilChoice(carrier: Carrier, call: Call, timeoutSeconds: number): Promise<boolean> {
  advanceCall(carrier, call, 'initiated');
  const timeout = new AbortController();
  try {
    const choice = ringBrowser(carrier, call);
    if (call.browser) advanceCall(carrier, call, 'ringing');
    const lateMs = timeoutSeconds * 1000;
    const signal = AbortSignal.any([timeout.signal, call.lifetime.signal]);
    const chosen = await Promise.race([choice, carrier.clock.sleep(lateMs, signal).then(() => undefined)]);
    if (chosen === 'answer') answerCall(carrier, call);
    else endCall(carrier, call, chosen === 'reject' ? 'busy' : 'no-answer');
  } catch (error) {
    if (!hasEnded(call)) throw error;
  } finally {
    timeout.abort(new CallEnded());
  }
  return !hasEnded(call);
}
