/**
 * Number leases: which visitor sees which number, and until when. Two unique indexes guarantee that a number has one visitor
 * and a visitor has one number. An overflow lease is on a number that many visitors see.
 */
import type { CallRow } from '../calls/calls.ts';
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

/** How long a visitor keeps a number after their last request. */
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

/** Whether number `n` of the pool may be shown to visitors. */
const isShowable = (sql: Sql, poolId: number) => sql`
  n.pool_id = ${poolId} and not n.is_suspended and n.deleted_at is null`;

/**
 * Whether an inbound call to the number is in progress: then the lease does not end. Externally logged calls do not count,
 * because their end may never be reported.
 */
export const isInCall = (sql: Sql, phoneColumn: string) => sql`
  exists (
    select from calls c
    where c.to_number = ${sql(phoneColumn)} and c.live and c.direction = 'inbound' and not c.externally_logged)`;

/** When a visitor last saw number `n`; null when no lease of it is left. */
const lastShownAt = (sql: Sql) => sql`
  (select l.last_seen_at from number_leases l where l.phone_number_id = n.id and not l.is_overflow
   order by l.leased_at desc limit 1)`;

/**
 * Extends the lease of a visitor. Undefined when the visitor has no lease, the lease has ended, or its number may not be
 * shown any more.
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

/** Releases the lease of a visitor. */
export async function releaseLease(
  sql: Sql,
  { tenantId, tagId, sessionId }: Pick<LeaseTerms, 'tenantId' | 'tagId' | 'sessionId'>,
): Promise<void> {
  await sql`
    update number_leases set released_at = clock_now()
    where tenant_id = ${tenantId} and tag_id = ${tagId} and session_id = ${sessionId} and released_at is null`;
}

/** Locks the pool, so that one visitor at a time gets a number. Visitors who have a number never wait for it. */
export async function lockPoolForLease(sql: Sql, tenantId: number, poolId: number): Promise<void> {
  await sql`select from number_pools where id = ${poolId} and tenant_id = ${tenantId} for no key update`;
}

/** Releases the leases of a pool whose time is over, before the sweeper does. */
export async function releaseDueLeasesOfPool(sql: Sql, tenantId: number, poolId: number): Promise<void> {
  await sql`
    update number_leases l set released_at = clock_now()
    from phone_numbers n
    where n.tenant_id = ${tenantId} and n.pool_id = ${poolId} and l.phone_number_id = n.id and l.released_at is null
      and l.held_until <= clock_now()
      and not ${isInCall(sql, 'n.phone_number')}`;
}

/** Counts the numbers of a pool that are leased to visitors of one address. */
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

/** Leases the free number that was not seen for the longest time, so that few earlier visitors still call it. */
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

/** Leases a number that many visitors see, so that this visitor always sees the same one. */
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

/** The number of the pool that was not seen for the longest time, for campaigns without a number of their own. */
export async function leastShownNumber(sql: Sql, tenantId: number, poolId: number): Promise<SharedNumber | undefined> {
  const [row] = await sql<SharedNumber[]>`
    select n.id, n.phone_number from phone_numbers n
    where n.tenant_id = ${tenantId} and ${isShowable(sql, poolId)}
    order by ${lastShownAt(sql)} nulls first, n.id limit 1`;
  return row;
}

/** The lease that a call is attributed to, with the confidence of the attribution. */
export type AttributedLease = Pick<LeaseRow, 'id' | 'tagId' | 'phoneNumberId' | 'visitId'> & {
  /** `live`: the visitor was on the page. `cooldown`: they had left, and the number was reserved. `late`: it was free. */
  confidence: 'live' | 'cooldown' | 'late';
  trackingId: string;
  source: string;
  /** Number of other visitors who saw the number through an overflow lease. */
  sharedWith: number;
  /** The tag's campaign when it takes calls of the number's pool; null otherwise. */
  campaignId: number | null;
};

/** The newest lease of the number that is not an overflow lease: since then no other visitor got the number. */
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

export async function setCallVisit(
  sql: Sql,
  tenantId: number,
  callId: number,
  to: { visitId: number; campaignId: number },
): Promise<CallRow> {
  const [row] = await sql<[CallRow]>`
    update calls set visit_id = ${to.visitId}, campaign_id = ${to.campaignId}, updated_at = clock_now()
    where id = ${callId} and tenant_id = ${tenantId}
    returning *`;
  return row;
}

/**
 * Releases leases whose time is over, unless a call to the number is in progress.
 *
 * @crossTenant The sweeper releases the leases of all tenants.
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

/** @crossTenant The sweeper deletes old leases of all tenants. */
export async function deleteOldLeases(sql: Sql, { days, limit }: { days: number; limit: number }): Promise<number> {
  const deleted = await sql`
    delete from number_leases where id in (
      select id from number_leases
      where released_at < clock_now() - make_interval(days => ${days}) order by released_at limit ${limit})`;
  return deleted.count;
}
