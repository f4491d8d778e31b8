/** The event log of a call. */
import type { Json, Sql } from '../db.ts';
import type { Page } from '../page.ts';
import type { CallRow } from './calls.ts';

export type CallEventRow = {
  id: number;
  event: string;
  message: string;
  metadata: Json;
  occurredAt: Date;
  callId: number;
};

/**
 * The first page of the events of a call. A call usually has some dozens of events. The limit is for a call that loops.
 */
export const FIRST_EVENTS: Page<CallEventPosition> = { limit: 1_000, offset: 0 };

/** The place of an event in the log: the earliest event first. */
export type CallEventPosition = { occurredAt: string; id: number };

/**
 * Lists the events of a call, earliest event first. Events of the same millisecond are listed in the order in which
 * they were written, because a JavaScript Date has no microseconds.
 */
export async function listCallEvents(
  sql: Sql,
  tenantId: number,
  callId: number,
  { limit, offset, after }: Page<CallEventPosition> = FIRST_EVENTS,
): Promise<CallEventRow[]> {
  return await sql<CallEventRow[]>`
    select id, call_id, event, message, metadata, occurred_at from call_events
    where tenant_id = ${tenantId} and call_id = ${callId}
      ${after === undefined ? sql`` : sql`and (date_trunc('milliseconds', occurred_at), id) > (${after.occurredAt}::text::timestamptz, ${after.id})`}
    order by date_trunc('milliseconds', occurred_at), id limit ${limit} offset ${offset}`;
}

export async function countCallEvents(sql: Sql, tenantId: number, callId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from call_events where tenant_id = ${tenantId} and call_id = ${callId}`;
  return row.count;
}

export type NewCallEvent = { event: string; message: string; metadata?: Json; sourceKey?: string; occurredAt?: Date };

/**
 * Adds an event to the event log of a call.
 *
 * @param event.sourceKey identifies one report of the carrier, so that a repeated delivery of the report adds no second
 *   event
 * @returns false if the event log already contains an event with this `sourceKey`
 */
export async function insertCallEvent(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId'>,
  event: NewCallEvent,
): Promise<boolean> {
  const inserted = await sql`
    insert into call_events (tenant_id, call_id, event, message, metadata, source_key, occurred_at)
    values (${call.tenantId}, ${call.id}, ${event.event}, ${event.message}, ${sql.json(event.metadata ?? {})},
      ${event.sourceKey ?? null}, coalesce(${event.occurredAt ?? null}::timestamptz, clock_now()))
    on conflict (call_id, source_key) do nothing`;
  return inserted.count === 1;
}

/**
 * Whether the event log of a call contains the event with this `sourceKey`.
 *
 * @crossTenant Safe: the caller has read the call.
 */
export async function hasCallEvent(sql: Sql, callId: number, sourceKey: string): Promise<boolean> {
  const [row] = await sql`select from call_events where call_id = ${callId} and source_key = ${sourceKey}`;
  return row !== undefined;
}

/**
 * Returns the key of the event that records the result of the call's current `<Dial>` attempt. Because of the key, a
 * repeated result adds no second event.
 */
export const dialEventKey = ({ routeAttempt }: Pick<CallRow, 'routeAttempt'>) => `dial-${routeAttempt}`;

/**
 * Whether only the carrier knows if an ended inbound call had a conversation: a destination was dialed, the caller's phone
 * call was answered, and the result of the dial is late or was lost. The answered seconds do not decide, because a
 * message that the caller heard from us is answered, too.
 *
 * @param call with the status and the seconds with which the call ended
 */
export async function isDialUnsettled(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'routeAttempt' | 'direction' | 'externallyLogged' | 'forwardedTo'> &
    Pick<CallRow, 'status' | 'duration'>,
): Promise<boolean> {
  if (call.direction !== 'inbound' || call.externallyLogged || call.forwardedTo === null) return false;
  if (call.status !== 'completed' || !call.duration) return false;
  return !(await isDialResultKnown(sql, call));
}

/** Whether the carrier has reported the result of the call's current `<Dial>` attempt. */
export async function isDialResultKnown(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'routeAttempt'>,
): Promise<boolean> {
  const [row] = await sql<[{ known: boolean }]>`
    select exists (
      select from call_events
      where call_id = ${call.id} and tenant_id = ${call.tenantId} and source_key = ${dialEventKey(call)}) as known`;
  return row.known;
}
