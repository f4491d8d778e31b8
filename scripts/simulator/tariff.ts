/**
 * The price list, in the spirit of Twilio's US list: each leg by started minutes, each recording by started minutes.
 * Detection, speech and conference minutes are not billed separately here.
 */
import type { CallDirection } from './call-record.ts';

export const priceUnit = 'USD';

const microsPerMinute: Record<CallDirection, number> = {
  'outbound-api': 14_000,
  'outbound-dial': 14_000,
  inbound: 8_500,
};
const recordingMicrosPerMinute = 2_500;

/** `-0.02800`: a cost is negative and has five decimals. */
export function legPrice(direction: CallDirection, durationSeconds: number): string {
  return cost(microsPerMinute[direction] * billedMinutes(durationSeconds));
}

export function recordingPrice(durationSeconds: number): string {
  return cost(recordingMicrosPerMinute * billedMinutes(durationSeconds));
}

/** Minutes are billed as started. */
export function billedMinutes(durationSeconds: number): number {
  return Math.ceil(durationSeconds / 60);
}

export const freePrice = cost(0);

function cost(micros: number): string {
  return `-${(micros / 1_000_000).toFixed(5)}`;
}
