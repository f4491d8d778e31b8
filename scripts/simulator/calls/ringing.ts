/** Simulates how the far end rings: from the status `initiated` to an answer, busy, no-answer or failed. */
import type { Carrier } from '../carrier/state.ts';
import { advanceCall, answerCall, endCall } from './call.ts';
import { type Call, hasEnded } from './state.ts';

/** Milliseconds of product time. The longest time from dialling until the phone at the far end rings. */
const POST_DIAL_DELAY_MS_MAX = 1_000;

/**
 * Rings the far end for at most `timeoutSeconds`. Returns true if the far end answers. Returns false if the leg ends
 * without an answer, also if a REST request cancels the leg.
 */
export async function ringFarEnd(carrier: Carrier, call: Call, timeoutSeconds: number): Promise<boolean> {
  const { persona } = call;
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
