/** Number leases: each visitor gets a number of the pool for themselves while there are enough, and keeps it until they are gone. */
import type { Context } from '../../context.ts';
import type { Tx } from '../../transaction.ts';
import {
  countLeasesOfAddress,
  deleteOldLeases,
  releaseLease,
  extendLease,
  leaseFreeNumber,
  type LeaseRow,
  leaseSharedNumber,
  type LeaseTerms,
  leastShownNumber,
  lockPoolForLease,
  releaseDueLeases,
  releaseDueLeasesOfPool,
  type SharedNumber,
} from '../../../sql/tracking/leases.ts';
import { deleteOldVisits } from '../../../sql/tracking/visits.ts';
import { notifyPool } from '../numbers/pool-webhooks.ts';

/** Keeps one address from leasing a whole pool with invented sessions. More visitors of the address get the shared number. */
const LEASES_PER_ADDRESS_MAX = 5;

/**
 * Leases a number to a visitor, or extends the lease that they have. Undefined when there is no number at all. The caller
 * must hold the lock of the visitor (`lockVisitor`).
 *
 * @param own the campaign's own number, which is shown when no number of the pool is free
 */
export async function leaseNumber(
  tx: Tx,
  terms: LeaseTerms,
  own: SharedNumber | undefined,
): Promise<LeaseRow | undefined> {
  const { sql } = tx;
  const extended = await extendLease(sql, terms, own?.phoneNumber ?? null);
  if (extended) return extended;
  // Lock the pool before the statements that choose a number, so that they see the leases of earlier visitors. Lock it also
  // before this visitor's lease is released: another visitor who holds the pool lock may want to release the same lease.
  await lockPoolForLease(sql, terms.tenantId, terms.poolId);
  await releaseLease(sql, terms);
  await releaseDueLeasesOfPool(sql, terms.tenantId, terms.poolId);
  const isUnderLimit = (await countLeasesOfAddress(sql, terms)) < LEASES_PER_ADDRESS_MAX;
  const free = isUnderLimit ? await leaseFreeNumber(sql, terms) : undefined;
  if (free) return free;
  const shared = own ?? (await leastShownNumber(sql, terms.tenantId, terms.poolId));
  const lease = shared && (await leaseSharedNumber(sql, terms, shared));
  if (lease && isUnderLimit) await notifyPoolExhausted(tx, terms, lease);
  return lease;
}

/** Sends the webhook `pool.exhausted` at most once an hour. */
async function notifyPoolExhausted(tx: Tx, { poolId, tenantId }: LeaseTerms, { leasedAt }: LeaseRow): Promise<void> {
  const hour = leasedAt.toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
  await notifyPool(tx, { poolId, tenantId }, { type: 'pool.exhausted', key: hour, data: {} });
}

/** Released leases are kept this long for attribution. */
const LEASE_HISTORY_DAYS = 30;

/** Visits are personal data. Analytics need them for one year. */
const VISIT_DAYS = 400;

/** Rows that one statement changes. The next sweep does the rest. */
const SWEEP_ROWS_MAX = 1_000;

/** Releases leases whose time is over, and deletes old leases and visits. */
export async function sweepLeases({ sql }: Pick<Context, 'sql'>): Promise<void> {
  await releaseDueLeases(sql, SWEEP_ROWS_MAX);
  await deleteOldLeases(sql, { days: LEASE_HISTORY_DAYS, limit: SWEEP_ROWS_MAX });
  await deleteOldVisits(sql, { days: VISIT_DAYS, limit: SWEEP_ROWS_MAX });
}
