/**
 * A price list like Twilio's prices for the US. Legs and recordings are billed per started minute. Fees for
 * detection and for conferences come in addition, and are in no resource of the API: Twilio lists them in the usage of
 * the account, so only the ledger shows them. Speech is free in the simulator.
 */
import type { Call, CallDirection } from './state.ts';

export const PRICE_UNIT = 'USD';

const CALL_MICROS_PER_MINUTE: Record<CallDirection, number> = {
  'outbound-api': 14_000,
  'outbound-dial': 14_000,
  inbound: 8_500,
};
/** A call to `client:…`, which needs no phone network. */
const BROWSER_MICROS_PER_MINUTE = 4_000;
const RECORDING_MICROS_PER_MINUTE = 2_500;
const DETECTION_MICROS = 7_500;
/** For each participant. */
const CONFERENCE_MICROS_PER_MINUTE = 1_800;

/** Returns the price of a leg, for example `-0.02800`. Twilio's prices are negative and have five decimals. */
export function callPrice({ direction, to }: Pick<Call, 'direction' | 'to'>, durationSeconds: number): string {
  const micros = to.startsWith('client:') ? BROWSER_MICROS_PER_MINUTE : CALL_MICROS_PER_MINUTE[direction];
  return formatPrice(micros * billedMinutes(durationSeconds));
}

export function recordingPrice(durationSeconds: number): string {
  return formatPrice(RECORDING_MICROS_PER_MINUTE * billedMinutes(durationSeconds));
}

/** Returns what a leg costs in addition to its price: one fee for a detection, and the minutes in conferences. */
export function fees(hasDetection: boolean, conferenceMinutes: number): string {
  return formatPrice((hasDetection ? DETECTION_MICROS : 0) + CONFERENCE_MICROS_PER_MINUTE * conferenceMinutes);
}

/** Returns the number of billed minutes. A started minute counts as a whole minute. */
export function billedMinutes(durationSeconds: number): number {
  return Math.ceil(durationSeconds / 60);
}

export const FREE_PRICE = formatPrice(0);

function formatPrice(micros: number): string {
  return `-${(micros / 1_000_000).toFixed(5)}`;
}
