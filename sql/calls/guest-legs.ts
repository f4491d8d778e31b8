/** Guest legs: carrier calls that bring another person into a conversation. */
import { isTenantActive } from '../accounts/tenants.ts';
import type { Sql } from '../db.ts';
import type { CallRow } from './calls.ts';
import type { GuestLegRow, GuestRole, LegRow, MonitorMode } from './legs.ts';

/** Inserts a reserved guest leg. Violates an index if the call has a live leg that excludes it. */
export async function insertGuestLeg(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'fromNumber'>,
  guest: { role: GuestRole; toNumber: string; monitorMode?: MonitorMode; createdBy: number },
): Promise<GuestLegRow> {
  const [leg] = await sql<[GuestLegRow]>`
    insert into call_legs (tenant_id, call_id, status, from_number, to_number, guest_role, monitor_mode, created_by)
    values (${call.tenantId}, ${call.id}, 'reserved', ${call.fromNumber}, ${guest.toNumber}, ${guest.role},
      ${guest.monitorMode ?? null}, ${guest.createdBy})
    returning *`;
  return leg;
}

/**
 * Claims the right to ring the phone of a guest. Only one worker gets the claim, and only while the call is live.
 *
 * @crossTenant Safe: the job `agent.ring` names the leg by id.
 */
export async function claimGuestLeg(sql: Sql, id: number): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`
    update call_legs g set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    where g.id = ${id} and g.status = 'reserved' and ${isTenantActive(sql, 'g.tenant_id')}
      and exists (select from calls c where c.id = g.call_id and c.live)
    returning g.*`;
  return row;
}

/**
 * Lists the guest legs of a call in the order of their reservation.
 *
 * @crossTenant Safe: the caller has read the call.
 */
export async function listGuestLegs(sql: Sql, callId: number): Promise<GuestLegRow[]> {
  return await sql<GuestLegRow[]>`
    select * from call_legs where call_id = ${callId} and guest_role is not null order by id`;
}

/** @crossTenant Safe: the caller has read the leg. */
export async function updateGuestLeg(
  sql: Sql,
  id: number,
  changes: { guestRole?: GuestRole; monitorMode?: MonitorMode },
): Promise<void> {
  await sql`update call_legs set ${sql({ ...changes })}, updated_at = clock_now() where id = ${id}`;
}

/**
 * Lists live calls that an agent has given to another person, and that wait for `seconds` without anyone on the line.
 *
 * @crossTenant Safe: the sweeper repairs the calls of all tenants.
 */
export async function listLeftCallIds(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select c.id from conversations v join calls c on c.id = v.call_id
    where c.live and c.agent_id is null and v.transferred_by is not null
      and v.updated_at < clock_now() - make_interval(secs => ${seconds})
      and not exists (select from call_legs g where g.call_id = c.id and g.live and g.guest_role = 'transfer')
    order by c.id limit 500`;
  return rows.map(({ id }) => id);
}
