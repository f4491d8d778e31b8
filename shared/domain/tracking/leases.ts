/**
 * Leases of phone numbers to visitors. While enough numbers of the pool are free, each visitor gets a number that no
 * other visitor sees. The visitor keeps the number until the visitor has left the page.
 */
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

/**
 * Leases a phone number to a visitor, or extends the visitor's current lease. Returns undefined if there is no number
 * at all. The calling function must hold the lock of the visitor (`lockVisitor`).
 *
 * @param own the campaign's own number, which the visitor gets if no number of the pool is free
 * @param leasesPerAddressMax leases of one IP address, so that invented sessions of one IP address cannot lease a large
 *   pool. Further visitors with the same IP address get the shared number.
 */
export async function leaseNumber(
  tx: Tx,
  terms: LeaseTerms,
  own: SharedNumber | undefined,
  leasesPerAddressMax: number,
): Promise<LeaseRow | undefined> {
  const { sql } = tx;
  const extended = await extendLease(sql, terms, own?.phoneNumber ?? null);
  if (extended) return extended;
  // Lock the pool before the statements that choose a number, so that these statements see the leases of earlier
  // visitors. Lock the pool also before the visitor's old lease is released. Another transaction that holds the lock of
  // the pool may want to release the same lease.
  await lockPoolForLease(sql, terms.tenantId, terms.poolId);
  await releaseLease(sql, terms);
  await releaseDueLeasesOfPool(sql, terms.tenantId, terms.poolId);
  const isUnderLimit = (await countLeasesOfAddress(sql, terms)) < leasesPerAddressMax;
  const free = isUnderLimit ? await leaseFreeNumber(sql, terms) : undefined;
  if (free) return free;
  const shared = own ?? (await leastShownNumber(sql, terms.tenantId, terms.poolId));
  const lease = shared && (await leaseSharedNumber(sql, terms, shared));
  if (lease && isUnderLimit) await notifyPoolExhausted(tx, terms, lease);
  return lease;
}

/** Sends the webhook event `pool.exhausted`, at most once an hour for each pool. */
async function notifyPoolExhausted(tx: Tx, { poolId, tenantId }: LeaseTerms, { leasedAt }: LeaseRow): Promise<void> {
  const hour = leasedAt.toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
  await notifyPool(tx, { poolId, tenantId }, { type: 'pool.exhausted', key: hour, data: {} });
}

/** Released leases of phone numbers are kept for this many days, because attribution needs the released leases. */
const LEASE_HISTORY_DAYS = 30;

/** Visits are deleted after this many days, because visits are personal data. Analytics need visits for one year. */
const VISIT_DAYS = 400;

/** Maximum of rows that one SQL statement changes. The next sweep changes the remaining rows. */
const SWEEP_ROWS_MAX = 1_000;

/** Releases leases of phone numbers whose time is over, and deletes old leases and old visits. */
export async function sweepLeases({ sql }: Pick<Context, 'sql'>): Promise<void> {
  await releaseDueLeases(sql, SWEEP_ROWS_MAX);
  await deleteOldLeases(sql, { days: LEASE_HISTORY_DAYS, limit: SWEEP_ROWS_MAX });
  await deleteOldVisits(sql, { days: VISIT_DAYS, limit: SWEEP_ROWS_MAX });
}
