/** Numbers for visitors: each sees one of their own while there are enough, and keeps it until they are away for good. */
import type { Context } from '../../context.ts';
import type { Tx } from '../../transaction.ts';
import {
  countLeasesOfAddress,
  deleteOldLeases,
  endLease,
  extendLease,
  leaseFreeNumber,
  type LeaseRow,
  leaseSharedNumber,
  type LeaseTerms,
  leastShownNumber,
  lockPoolForLease,
  releaseDueLeases,
  releaseDueOfPool,
  type SharedNumber,
} from '../../../sql/tracking/leases.ts';
import { deleteOldVisits } from '../../../sql/tracking/visits.ts';
import { notifyPool } from '../numbers/pool-webhooks.ts';

/** One address could otherwise take all numbers of a pool by making up sessions. Offices share an address, and the shared number. */
const LEASES_PER_ADDRESS_MAX = 5;

/**
 * The number a visitor is shown, the same for as long as their lease lives; undefined when there is none to show at all. The
 * visitor must be locked.
 *
 * @param own the campaign's own number, for those who find no other free
 */
export async function holdNumber(
  tx: Tx,
  terms: LeaseTerms,
  own: SharedNumber | undefined,
): Promise<LeaseRow | undefined> {
  const { sql } = tx;
  const held = await extendLease(sql, terms, own?.phoneNumber ?? null);
  if (held) return held;
  // A statement of its own before those that choose: they see what whoever was here before has taken. And before the lease
  // ends, which whoever is here would otherwise wait for, to release it as due, while its visitor waits for them.
  await lockPoolForLease(sql, terms.tenantId, terms.poolId);
  await endLease(sql, terms);
  await releaseDueOfPool(sql, terms.tenantId, terms.poolId);
  const mayHaveOwn = (await countLeasesOfAddress(sql, terms)) < LEASES_PER_ADDRESS_MAX;
  const free = mayHaveOwn ? await leaseFreeNumber(sql, terms) : undefined;
  if (free) return free;
  const shared = own ?? (await leastShownNumber(sql, terms.tenantId, terms.poolId));
  const lease = shared && (await leaseSharedNumber(sql, terms, shared));
  if (lease && mayHaveOwn) await tellOfExhaustion(tx, terms, lease);
  return lease;
}

/** Once an hour, however many visitors find nothing. */
async function tellOfExhaustion(tx: Tx, { poolId, tenantId }: LeaseTerms, { leasedAt }: LeaseRow): Promise<void> {
  const hour = leasedAt.toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
  await notifyPool(tx, { poolId, tenantId }, { type: 'pool.exhausted', key: hour, data: {} });
}

/** How long it can be told who had a number. */
const HISTORY_DAYS = 30;

/** Visits are asked about for a year at most, and are personal data. */
const VISIT_DAYS = 400;

/** Rows in one statement; what is left goes in the next sweep. */
const BATCH_MAX = 1_000;

/** Frees what was kept long enough, and forgets what nobody asks about any more. */
export async function sweepLeases({ sql }: Pick<Context, 'sql'>): Promise<void> {
  await releaseDueLeases(sql, BATCH_MAX);
  await deleteOldLeases(sql, { days: HISTORY_DAYS, limit: BATCH_MAX });
  await deleteOldVisits(sql, { days: VISIT_DAYS, limit: BATCH_MAX });
}
