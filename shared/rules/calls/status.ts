/**
 * The statuses of a call or a leg. The SQL function `call_status_rank` gives each status a rank, and the status of a
 * call only changes to a higher rank.
 */

/** The carrier's words for an ended call. */
const CARRIER_END_STATUSES = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const;

/** The carrier's words for the status of a call. */
export const CARRIER_STATUSES = ['queued', 'initiated', 'ringing', 'in-progress', ...CARRIER_END_STATUSES] as const;
export type CarrierStatus = (typeof CARRIER_STATUSES)[number];

/** The statuses of a call that has not ended, in the order in which a call has them. */
export const LIVE_CALL_STATUSES = [
  'reserved',
  'dialing',
  'unknown',
  'queued',
  'initiated',
  'ringing',
  'in-progress',
] as const satisfies readonly CallStatus[];

/** Returns the later one of two statuses of a live call, or undefined if the call has ended. */
export function laterStatus(known: CallStatus, reported: CallStatus = known) {
  const [a, b] = [known, reported].map((status) => LIVE_CALL_STATUSES.findIndex((each) => each === status));
  return a === -1 ? undefined : LIVE_CALL_STATUSES[Math.max(a!, b!)];
}

/**
 * The status of a call: the carrier's status, or our own status for a call that the carrier has not confirmed.
 * `reserved`: before the call is claimed. `dialing`: from the claim until the carrier answers our request. `unknown`:
 * the carrier's answer to our request was lost. `lost`: the carrier never placed the call.
 */
export type CallStatus = 'reserved' | 'dialing' | 'unknown' | CarrierStatus | 'lost';

/** Whether the carrier's status says that the call has ended. */
export function isEndStatus(status: string): boolean {
  return CARRIER_END_STATUSES.some((end) => end === status);
}
