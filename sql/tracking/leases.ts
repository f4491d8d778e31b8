/**
 * Who is shown which number, and for how long. Visitors name the tag of the page they are on, and carriers the number that
 * was dialled; both rows tell the tenant. Two unique indexes hold whatever is done here: a number is one visitor's, and a
 * visitor has one number.
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

/** How long a number stays with a visitor who is not seen any more. */
export type Holding = { idleMinutes: number; coolDownMinutes: number };

/** What a lease is asked for. */
export type LeaseTerms = Holding & {
  tenantId: number;
  tagId: number;
  poolId: number;
  sessionId: string;
  visitId: number;
  clientAddress: string;
};

const until = (sql: Sql, minutes: number) => sql`clock_now() + make_interval(mins => ${minutes})`;

/** Numbers that visitors may be shown. */
const showable = (sql: Sql, poolId: number) => sql`
  n.pool_id = ${poolId} and not n.is_suspended and n.deleted_at is null`;

/**
 * A caller is on this number: it stays with whoever they are, and goes to nobody else. A call that others carry keeps it from
 * nobody, as its end may never be told.
 */
export const isBeingCalled = (sql: Sql, phoneColumn: string) => sql`
  exists (
    select from calls c
    where c.to_number = ${sql(phoneColumn)} and c.live and c.direction = 'inbound' and not c.externally_logged)`;

/** When somebody last looked at a number; null when nobody did within the history. */
const lastShown = (sql: Sql) => sql`
  (select l.last_seen_at from number_leases l where l.phone_number_id = n.id and not l.is_overflow
   order by l.leased_at desc limit 1)`;

/**
 * The visitor is still there. Undefined when they have no number yet, have it no longer, or it is none to be shown any more.
 *
 * @param ownNumber the campaign's, which is shown to those who have none of the pool's to themselves
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
        select from phone_numbers n where n.id = l.phone_number_id and ${showable(sql, terms.poolId)}))
      and (l.held_until > clock_now() or ${isBeingCalled(sql, 'l.phone_number')})
    returning l.*`;
  return row;
}

/** What a visitor had ends, because its number is not to be shown any more or because they were away for too long. */
export async function endLease(
  sql: Sql,
  { tenantId, tagId, sessionId }: Pick<LeaseTerms, 'tenantId' | 'tagId' | 'sessionId'>,
): Promise<void> {
  await sql`
    update number_leases set released_at = clock_now()
    where tenant_id = ${tenantId} and tag_id = ${tagId} and session_id = ${sessionId} and released_at is null`;
}

/** One visitor of a pool at a time is given a number; those who have one never wait here. */
export async function lockPoolForLease(sql: Sql, tenantId: number, poolId: number): Promise<void> {
  await sql`select from number_pools where id = ${poolId} and tenant_id = ${tenantId} for no key update`;
}

/** Numbers of a pool that were kept long enough are free, and need not wait for the sweeper. */
export async function releaseDueOfPool(sql: Sql, tenantId: number, poolId: number): Promise<void> {
  await sql`
    update number_leases l set released_at = clock_now()
    from phone_numbers n
    where n.tenant_id = ${tenantId} and n.pool_id = ${poolId} and l.phone_number_id = n.id and l.released_at is null
      and l.held_until <= clock_now()
      and not ${isBeingCalled(sql, 'n.phone_number')}`;
}

/** How many of a pool's numbers visitors from one address have. */
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

/** The free number that nobody has looked at for longest, so that callers with an old note of it are the fewest. */
export async function leaseFreeNumber(sql: Sql, terms: LeaseTerms): Promise<LeaseRow | undefined> {
  const [row] = await sql<LeaseRow[]>`
    insert into number_leases (tenant_id, tag_id, session_id, visit_id, client_address, phone_number_id,
      phone_number, is_overflow, live_until, held_until)
    select ${terms.tenantId}, ${terms.tagId}, ${terms.sessionId}, ${terms.visitId}, ${terms.clientAddress}, n.id,
      n.phone_number, false, ${until(sql, terms.idleMinutes)}, ${until(sql, terms.idleMinutes + terms.coolDownMinutes)}
    from phone_numbers n
    where ${showable(sql, terms.poolId)} and n.tenant_id = ${terms.tenantId}
      and not exists (select from number_leases l
        where l.phone_number_id = n.id and l.released_at is null and not l.is_overflow)
      and not ${isBeingCalled(sql, 'n.phone_number')}
    order by ${lastShown(sql)} nulls first, n.id limit 1
    returning *`;
  return row;
}

/** A number that many see at once, kept so that this visitor sees no other. */
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

/** Where a campaign has no number of its own: the one of its pool that nobody has looked at for longest. */
export async function leastShownNumber(sql: Sql, tenantId: number, poolId: number): Promise<SharedNumber | undefined> {
  const [row] = await sql<SharedNumber[]>`
    select n.id, n.phone_number from phone_numbers n
    where n.tenant_id = ${tenantId} and ${showable(sql, poolId)}
    order by ${lastShown(sql)} nulls first, n.id limit 1`;
  return row;
}

/** The lease behind a call, and how sure that is. */
export type LeaseBehindCall = Pick<LeaseRow, 'id' | 'tagId' | 'phoneNumberId' | 'visitId'> & {
  /** The visitor was there; or had left, and their number was still kept for them; or it was free since. */
  confidence: 'live' | 'cooldown' | 'late';
  trackingId: string;
  source: string;
  /** Visitors without a number of their own who saw this one too. */
  sharedWith: number;
  /** The tag's campaign, where it takes calls of the number's pool; null otherwise. */
  campaignId: number | null;
};

/** Whoever was given the number last before the call: from then on nobody else was shown it. */
export async function leaseBehindCall(
  sql: Sql,
  tenantId: number,
  { phoneNumber, windowDays }: { phoneNumber: string; windowDays: number },
): Promise<LeaseBehindCall | undefined> {
  const [row] = await sql<LeaseBehindCall[]>`
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

export async function attributeCall(
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

/** Numbers that were kept long enough are free again, unless somebody is calling them. */
export async function releaseDueLeases(sql: Sql, limit: number): Promise<number> {
  const released = await sql`
    update number_leases set released_at = clock_now()
    where released_at is null and id in (
      select l.id from number_leases l
      where l.released_at is null and l.held_until <= clock_now()
        and not ${isBeingCalled(sql, 'l.phone_number')}
      order by l.held_until limit ${limit} for update skip locked)`;
  return released.count;
}

export async function deleteOldLeases(sql: Sql, { days, limit }: { days: number; limit: number }): Promise<number> {
  const deleted = await sql`
    delete from number_leases where id in (
      select id from number_leases
      where released_at < clock_now() - make_interval(days => ${days}) order by released_at limit ${limit})`;
  return deleted.count;
}
