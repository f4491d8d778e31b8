/** Calls given to targets, and what they take of the targets' caps. */
import { isLockTimeout, type Sql } from '../db.ts';

export type AwardRow = {
  id: number;
  tenantId: number;
  targetId: number;
  routerId: number;
  callId: number;
  requestId: string;
  bidMicros: number;
  currency: string;
  destination: string;
  conversionSeconds: number | null;
  status: 'held' | 'refunded' | 'settled';
  converted: boolean | null;
  revenueMicros: number | null;
  awardedAt: Date;
  endedAt: Date | null;
};

export type NewAward = Pick<
  AwardRow,
  'callId' | 'targetId' | 'routerId' | 'requestId' | 'bidMicros' | 'currency' | 'destination' | 'conversionSeconds'
>;

/**
 * Takes all caps of a target for a call, or none; `capped` also when so many calls want them at this moment that waiting
 * would cost the caller more than the next best bid.
 *
 * `capped` and `inactive` are about this target; `closed` says that the call takes no award any more: it is over, has one,
 * or went on without.
 */
export async function takeAward(
  sql: Sql,
  tenantId: number,
  award: NewAward,
): Promise<'awarded' | 'capped' | 'inactive' | 'closed'> {
  const { callId, targetId, routerId, requestId, bidMicros, currency, destination, conversionSeconds } = award;
  try {
    const [row] = await sql<[{ outcome: 'awarded' | 'capped' | 'inactive' | 'closed' }]>`
      select rtb_award(${tenantId}, ${callId}, ${targetId}, ${routerId}, ${requestId}, ${bidMicros},
        ${currency}, ${destination}, ${conversionSeconds}) as outcome`;
    return row.outcome;
  } catch (error) {
    if (isLockTimeout(error)) return 'capped';
    throw error;
  }
}

export async function heldAward(sql: Sql, tenantId: number, callId: number): Promise<AwardRow | undefined> {
  const [row] = await sql<AwardRow[]>`
    select * from rtb_awards where call_id = ${callId} and tenant_id = ${tenantId} and status = 'held'`;
  return row;
}

/** False when the award was over already. */
export async function refundAward(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const [row] = await sql<[{ refunded: boolean }?]>`
    select rtb_refund(id) as refunded from rtb_awards where id = ${id} and tenant_id = ${tenantId}`;
  return row?.refunded ?? false;
}

/**
 * No award is taken for this call from now on, and one that was is given back; nothing happens once the call was connected
 * further. Wants a transaction: nobody may connect the call between the two.
 */
export async function closeAwards(
  sql: Sql,
  tenantId: number,
  call: { id: number; routeAttempt: number },
): Promise<void> {
  const closed = await sql`
    update calls set rtb_closed_at = coalesce(rtb_closed_at, clock_now())
    where id = ${call.id} and tenant_id = ${tenantId} and route_attempt = ${call.routeAttempt}`;
  if (closed.count === 0) return;
  await sql`
    select rtb_refund(id) from rtb_awards where call_id = ${call.id} and tenant_id = ${tenantId} and status = 'held'`;
}

/** How much one call changes what is believed of a target: about its last twenty count. */
const LEARNING_RATE = 0.05;

/** False when the award was over already. */
export async function settleAward(
  sql: Sql,
  tenantId: number,
  id: number,
  { converted, revenueMicros }: { converted: boolean; revenueMicros: number },
): Promise<boolean> {
  const settled = await sql`
    with settled as (
      update rtb_awards set status = 'settled', ended_at = clock_now(), converted = ${converted},
        revenue_micros = ${revenueMicros}
      where id = ${id} and tenant_id = ${tenantId} and status = 'held' returning target_id
    )
    update rtb_targets t
    set conversion_rate = t.conversion_rate + (${converted ? 1 : 0} - t.conversion_rate) * ${LEARNING_RATE}::float8
    from settled s where t.id = s.target_id`;
  return settled.count === 1;
}

/** An award given back tells as much about a target as one that did not convert: it was dialled and earned nothing. */
export async function learnNoAnswer(sql: Sql, tenantId: number, targetId: number): Promise<void> {
  await sql`
    update rtb_targets set conversion_rate = conversion_rate * (1 - ${LEARNING_RATE}::float8)
    where id = ${targetId} and tenant_id = ${tenantId}`;
}

/** Caps look at the current month at most. Crosses tenants because it is housekeeping. */
export async function deleteOldCapBuckets(sql: Sql): Promise<void> {
  await sql`delete from rtb_cap_buckets where starts_at < clock_now() - interval '40 days'`;
}
