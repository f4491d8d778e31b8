/** Where a call or a leg stands. The SQL function `call_status_rank` orders these words; a status only moves up in rank. */

/** The carrier's words for an ended call. */
const CARRIER_END_STATUSES = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const;

/** The carrier's words for the status of a call. */
export const CARRIER_STATUSES = ['queued', 'initiated', 'ringing', 'in-progress', ...CARRIER_END_STATUSES] as const;
export type CarrierStatus = (typeof CARRIER_STATUSES)[number];

/**
 * Our own words are for a call that the carrier does not know: `reserved` before the claim, `dialing` from the claim until the
 * carrier answers, `unknown` when that answer was lost, `lost` when the carrier never placed the call.
 */
export type CallStatus = 'reserved' | 'dialing' | 'unknown' | CarrierStatus | 'lost';

/** Whether the carrier's status says that the call has ended. */
export function isEndStatus(status: string): boolean {
  return CARRIER_END_STATUSES.some((end) => end === status);
}
