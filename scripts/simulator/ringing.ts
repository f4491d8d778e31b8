/** Dialling: from `initiated` to an answer or to one of the ways not to get one. */
import { advance, answer, endCall } from './call.ts';
import { type Call, isOver } from './call-record.ts';
import type { Carrier } from './carrier.ts';

/** The network takes at most this long until the far end rings. */
const postDialDelayMsMax = 1_000;

/**
 * Rings the far end for at most `timeoutSeconds`. True once it answers; false when the leg is over instead, which may
 * also be because someone canceled it.
 */
export async function ring(carrier: Carrier, call: Call, timeoutSeconds: number): Promise<boolean> {
  const { persona } = call;
  const untilMs = (timeoutSeconds + carrier.policy.ringBufferSeconds) * 1000;
  const ringMs = persona.kind === 'no-answer' ? Infinity : persona.ringSeconds * 1000;
  const postDialDelayMs = Math.min(postDialDelayMsMax, ringMs / 2, untilMs);
  try {
    advance(carrier, call, 'initiated');
    await carrier.clock.sleep(postDialDelayMs, call.over.signal);
    if (persona.kind !== 'failed') advance(carrier, call, 'ringing');
    await carrier.clock.sleep(Math.min(ringMs, untilMs) - postDialDelayMs, call.over.signal);
  } catch (error) {
    if (isOver(call)) return false;
    throw error;
  }
  if (persona.kind === 'failed') endCall(carrier, call, 'failed');
  else if (ringMs > untilMs) endCall(carrier, call, 'no-answer');
  else if (persona.kind === 'busy') endCall(carrier, call, 'busy');
  else answer(carrier, call);
  return !isOver(call);
}
