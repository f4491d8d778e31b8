/** Divides the carrier's limit of calls per second, which all tenants share. */

/** Calls that are reserved and wait for the carrier. */
export type ReservedCounts = {
  all: number;
  own: number;
  otherTenants: number;
  /** The lowest turn of all calls; null if no call waits. */
  firstTurn: number | null;
  /** The highest turn of the tenant's calls; null if none of them waits. */
  lastOwnTurn: number | null;
};

/**
 * Returns how many more calls a tenant may reserve. While the queue to the carrier has room, every tenant may fill it.
 * If the queue is full, a tenant may still fill its equal share, so that a tenant with many campaigns cannot crowd the
 * others out. The share of each tenant is at least one call.
 *
 * @param queueCalls number of calls that may wait for the carrier together
 */
export function carrierShare(
  queueCalls: number,
  reserved: Pick<ReservedCounts, 'all' | 'own' | 'otherTenants'>,
): number {
  const room = Math.ceil(queueCalls) - reserved.all;
  const share = Math.max(1, Math.floor(queueCalls / (reserved.otherTenants + 1)));
  return Math.max(0, room, share - reserved.own);
}

/**
 * Returns the turn of the next call that a tenant reserves. The queue to the carrier places the calls in the order of
 * their turns. The calls of a tenant have consecutive turns, and a tenant that begins to call starts at the first turn
 * that still waits. So each turn has about one call of each tenant, and the n-th call of a tenant waits for at most n calls
 * of each other tenant, whatever those have reserved.
 */
export function nextTurn({ firstTurn, lastOwnTurn }: Pick<ReservedCounts, 'firstTurn' | 'lastOwnTurn'>): number {
  return Math.max(firstTurn ?? 1, (lastOwnTurn ?? 0) + 1);
}
