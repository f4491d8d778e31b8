/**
 * A price list like Twilio's prices for the US. Legs and recordings are billed per started minute. Detection, speech
 * and conference minutes have no price of their own in the simulator.
 */
import type { CallDirection } from './state.ts';

export const PRICE_UNIT = 'USD';

const CALL_MICROS_PER_MINUTE: Record<CallDirection, number> = {
  'outbound-api': 14_000,
  'outbound-dial': 14_000,
  inbound: 8_500,
};
const RECORDING_MICROS_PER_MINUTE = 2_500;

/** Returns the price of a leg, for example `-0.02800`. Twilio's prices are negative and have five decimals. */
export function callPrice(direction: CallDirection, durationSeconds: number): string {
  return formatPrice(CALL_MICROS_PER_MINUTE[direction] * billedMinutes(durationSeconds));
}

export function recordingPrice(durationSeconds: number): string {
  return formatPrice(RECORDING_MICROS_PER_MINUTE * billedMinutes(durationSeconds));
}

/** Returns the number of billed minutes. A started minute counts as a whole minute. */
export function billedMinutes(durationSeconds: number): number {
  return Math.ceil(durationSeconds / 60);
}

export const FREE_PRICE = formatPrice(0);

function formatPrice(micros: number): string {
  return `-${(micros / 1_000_000).toFixed(5)}`;
}
