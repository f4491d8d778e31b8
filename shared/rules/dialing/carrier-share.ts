/** Divides the carrier's limit of calls per second, which all tenants share. */

/** Calls that are reserved and wait for the carrier. */
export type ReservedCounts = { all: number; own: number; otherTenants: number };

/**
 * Returns how many more calls a tenant may reserve. While the queue to the carrier has room, every tenant may fill it.
 * If the queue is full, a tenant may still fill its equal share, so that a tenant with many campaigns cannot crowd the
 * others out. The share of each tenant is at least one call.
 *
 * @param queueCalls number of calls that may wait for the carrier together
 */
export function carrierShare(queueCalls: number, reserved: ReservedCounts): number {
  const room = Math.ceil(queueCalls) - reserved.all;
  const share = Math.max(1, Math.floor(queueCalls / (reserved.otherTenants + 1)));
  return Math.max(0, room, share - reserved.own);
}
