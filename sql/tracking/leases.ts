/**
 * Leases of phone numbers: which visitor sees which number, and until when. Two unique indexes guarantee that a number
 * has one visitor and a visitor has one number. An overflow lease is a lease of a number that many visitors see.
 */
import type { Sql } from '../db.ts';

export type LeaseRow = {
  id: number;
  tenantId: number;
  tagId: number;
  sessionId: string;
  visitId: number;
  phoneNumberId: number | null;
  phoneNumber: string;
  isOverflow: boolean;
  leasedAt: Date;
  lastSeenAt: Date;
  liveUntil: Date;
  heldUntil: Date;
  releasedAt: Date | null;
};

/** The minutes for which a visitor keeps a phone number after the visitor's last request. */
export type LeaseMinutes = { idleMinutes: number; coolDownMinutes: number };

export type LeaseTerms = LeaseMinutes & {
  tenantId: number;
  tagId: number;
  poolId: number;
  sessionId: string;
  visitId: number;
  clientAddress: string;
};

const until = (sql: Sql, minutes: number) => sql`clock_now() + make_interval(mins => ${minutes})`;

/** SQL condition: number `n` of the pool may be shown to visitors. */
const isShowable = (sql: Sql, poolId: number) => sql`
  n.pool_id = ${poolId} and not n.is_suspended and n.deleted_at is null`;

/**
 * SQL condition: an inbound call to the phone number is in progress. During such a call, the lease of the number does
 * not end. Externally logged calls do not count, because the end of such a call may never be reported.
 */
export const isInCall = (sql: Sql, phoneColumn: string) => sql`
  exists (
    select from calls c
    where c.to_number = ${sql(phoneColumn)} and c.live and c.direction = 'inbound' and not c.externally_logged)`;

/** SQL expression: the time at which a visitor last saw number `n`. Null if the number has no stored lease. */
const lastShownAt = (sql: Sql) => sql`
  (select l.last_seen_at from number_leases l where l.phone_number_id = n.id and not l.is_overflow
   order by l.leased_at desc limit 1)`;

/**
 * Extends the number lease of a visitor. Returns undefined if the visitor has no lease, if the lease has ended, or if
 * the number of the lease may not be shown any more.
 *
 * @param ownNumber the campaign's own number, which overflow leases show
 */
export async function extendLease(
  sql: Sql,
  terms: LeaseTerms,
  ownNumber: string | null,
): Promise<LeaseRow | undefined> {
  const [row] = await sql<LeaseRow[]>`
    update number_leases l set last_seen_at = clock_now(), visit_id = ${terms.visitId},
      live_until = ${until(sql, terms.idleMinutes)},
      held_until = ${until(sql, terms.idleMinutes + terms.coolDownMinutes)}
    where l.tenant_id = ${terms.tenantId} and l.tag_id = ${terms.tagId} and l.session_id = ${terms.sessionId}
      and l.released_at is null
      and (l.is_overflow and l.phone_number = ${ownNumber} or exists (
        select from phone_numbers n where n.id = l.phone_number_id and ${isShowable(sql, terms.poolId)}))
      and (l.held_until > clock_now() or ${isInCall(sql, 'l.phone_number')})
    returning l.*`;
  return row;
}

/** Releases the number lease of a visitor. */
export async function releaseLease(
  sql: Sql,
  { tenantId, tagId, sessionId }: Pick<LeaseTerms, 'tenantId' | 'tagId' | 'sessionId'>,
): Promise<void> {
  await sql`
    update number_leases set released_at = clock_now()
    where tenant_id = ${tenantId} and tag_id = ${tagId} and session_id = ${sessionId} and released_at is null`;
}

/**
 * Locks a number pool, so that only one visitor at a time gets a number. Visitors who already have a number do not wait
 * for the lock.
 */
export async function lockPoolForLease(sql: Sql, tenantId: number, poolId: number): Promise<void> {
  await sql`select from number_pools where id = ${poolId} and tenant_id = ${tenantId} for no key update`;
}

/** Releases the number leases of a pool that have ended and that the sweeper has not released yet. */
export async function releaseDueLeasesOfPool(sql: Sql, tenantId: number, poolId: number): Promise<void> {
  await sql`
    update number_leases l set released_at = clock_now()
    from phone_numbers n
    where n.tenant_id = ${tenantId} and n.pool_id = ${poolId} and l.phone_number_id = n.id and l.released_at is null
      and l.held_until <= clock_now()
      and not ${isInCall(sql, 'n.phone_number')}`;
}

/** Counts the numbers of a pool that are leased to visitors with the same IP address. */
export async function countLeasesOfAddress(
  sql: Sql,
  { tenantId, poolId, clientAddress }: Pick<LeaseTerms, 'tenantId' | 'poolId' | 'clientAddress'>,
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from number_leases l join phone_numbers n on n.id = l.phone_number_id
    where n.tenant_id = ${tenantId} and l.client_address = ${clientAddress} and l.released_at is null
      and not l.is_overflow and n.pool_id = ${poolId}`;
  return row.count;
}

/**
 * Leases a free number to a visitor. Takes the number that visitors have not seen for the longest time, so that few
 * earlier visitors still call the number.
 */
export async function leaseFreeNumber(sql: Sql, terms: LeaseTerms): Promise<LeaseRow | undefined> {
  const [row] = await sql<LeaseRow[]>`
    insert into number_leases (tenant_id, tag_id, session_id, visit_id, client_address, phone_number_id,
      phone_number, is_overflow, live_until, held_until)
    select ${terms.tenantId}, ${terms.tagId}, ${terms.sessionId}, ${terms.visitId}, ${terms.clientAddress}, n.id,
      n.phone_number, false, ${until(sql, terms.idleMinutes)}, ${until(sql, terms.idleMinutes + terms.coolDownMinutes)}
    from phone_numbers n
    where ${isShowable(sql, terms.poolId)} and n.tenant_id = ${terms.tenantId}
      and not exists (select from number_leases l
        where l.phone_number_id = n.id and l.released_at is null and not l.is_overflow)
      and not ${isInCall(sql, 'n.phone_number')}
    order by ${lastShownAt(sql)} nulls first, n.id limit 1
    returning *`;
  return row;
}

/**
 * Inserts an overflow lease: the visitor gets a number that many visitors see. Because of the lease, the visitor always
 * sees the same number.
 */
export async function leaseSharedNumber(sql: Sql, terms: LeaseTerms, number: SharedNumber): Promise<LeaseRow> {
  const [row] = await sql<[LeaseRow]>`
    insert into number_leases (tenant_id, tag_id, session_id, visit_id, client_address, phone_number_id,
      phone_number, is_overflow, live_until, held_until)
    values (${terms.tenantId}, ${terms.tagId}, ${terms.sessionId}, ${terms.visitId}, ${terms.clientAddress},
      ${number.id}, ${number.phoneNumber}, true, ${until(sql, terms.idleMinutes)},
      ${until(sql, terms.idleMinutes + terms.coolDownMinutes)})
    returning *`;
  return row;
}

export type SharedNumber = { id: number | null; phoneNumber: string };

/**
 * Finds the number of the pool that visitors have not seen for the longest time. Campaigns without a number of their
 * own show this number.
 */
export async function leastShownNumber(sql: Sql, tenantId: number, poolId: number): Promise<SharedNumber | undefined> {
  const [row] = await sql<SharedNumber[]>`
    select n.id, n.phone_number from phone_numbers n
    where n.tenant_id = ${tenantId} and ${isShowable(sql, poolId)}
    order by ${lastShownAt(sql)} nulls first, n.id limit 1`;
  return row;
}

/** The number lease to which a call is attributed, with the confidence of the attribution. */
export type AttributedLease = Pick<LeaseRow, 'id' | 'tagId' | 'phoneNumberId' | 'visitId'> & {
  /**
   * `live`: the visitor was on the page. `cooldown`: the visitor had left the page, and the number was still reserved.
   * `late`: the number was free again.
   */
  confidence: 'live' | 'cooldown' | 'late';
  trackingId: string;
  source: string;
  /** Number of other visitors who saw the number through an overflow lease. */
  sharedWith: number;
  /** The campaign of the tracking tag, if the campaign takes calls of the number's pool. Otherwise null. */
  campaignId: number | null;
};

/**
 * Finds the newest lease of a phone number that is not an overflow lease. Since that lease began, no other visitor got
 * the number.
 */
export async function leaseForCall(
  sql: Sql,
  tenantId: number,
  { phoneNumber, windowDays }: { phoneNumber: string; windowDays: number },
): Promise<AttributedLease | undefined> {
  const [row] = await sql<AttributedLease[]>`
    select l.id, l.tag_id, l.phone_number_id, l.visit_id, v.tracking_id, v.source,
      case when l.released_at is not null then 'late' when l.live_until >= clock_now() then 'live' else 'cooldown'
      end as confidence,
      (select count(*) from number_leases o
       where o.phone_number_id = l.phone_number_id and o.is_overflow and o.released_at is null) as shared_with,
      (select k.id from campaigns k
       where k.id = g.campaign_id and k.pool_id = n.pool_id and k.deleted_at is null
         and k.status not in ('completed', 'cancelled')) as campaign_id
    from phone_numbers n
      join lateral (
        select * from number_leases x where x.phone_number_id = n.id and not x.is_overflow
        order by x.leased_at desc limit 1
      ) l on true
      join visits v on v.id = l.visit_id
      join tracking_tags g on g.id = l.tag_id
    where n.phone_number = ${phoneNumber} and n.tenant_id = ${tenantId} and n.deleted_at is null
      and l.last_seen_at > clock_now() - make_interval(days => ${windowDays})`;
  return row;
}

/**
 * Releases number leases that have ended, unless a call to the number is in progress.
 *
 * @crossTenant Safe: the sweeper releases the leases of all tenants.
 */
export async function releaseDueLeases(sql: Sql, limit: number): Promise<number> {
  const released = await sql`
    update number_leases set released_at = clock_now()
    where released_at is null and id in (
      select l.id from number_leases l
      where l.released_at is null and l.held_until <= clock_now()
        and not ${isInCall(sql, 'l.phone_number')}
      order by l.held_until limit ${limit} for update skip locked)`;
  return released.count;
}

/** @crossTenant Safe: the sweeper deletes the old leases of all tenants. */
export async function deleteOldLeases(sql: Sql, { days, limit }: { days: number; limit: number }): Promise<number> {
  const deleted = await sql`
    delete from number_leases where id in (
      select id from number_leases
      where released_at < clock_now() - make_interval(days => ${days}) order by released_at limit ${limit})`;
  return deleted.count;
}
