/** What agents and supervisors want of a live conversation. A row exists from the first wish on. */
import type { Sql } from '../db.ts';
import type { CallRow } from './calls.ts';

export type ConversationRow = {
  callId: number;
  tenantId: number;
  /** Null as long as no wish was stated. The same holds for the next two. */
  held: boolean | null;
  agentMuted: boolean | null;
  recordingPaused: boolean | null;
  heldAt: Date | null;
  /** Seconds on hold, without the hold that goes on. */
  holdSeconds: number;
  changesDue: boolean;
  version: number;
  digits: string | null;
  /** The agent who gave the call to another person. */
  transferredBy: number | null;
  /** When the present agent got the call by a transfer. */
  agentSince: Date | null;
  /** A second agent, who is asked before the call is transferred. */
  consultedAgentId: number | null;
};

/** @crossTenant Safe: the caller has read the call. */
export async function findConversation(sql: Sql, callId: number): Promise<ConversationRow | undefined> {
  const [row] = await sql<ConversationRow[]>`select * from conversations where call_id = ${callId}`;
  return row;
}

export type ConversationWish = { held?: boolean; agentMuted?: boolean; recordingPaused?: boolean };

/**
 * States a wish for the conversation of a call that the caller has locked. A wish that is stated already changes nothing.
 *
 * @returns false if nothing changed
 */
export async function updateConversation(
  sql: Sql,
  { id, tenantId }: Pick<CallRow, 'id' | 'tenantId'>,
  { held, agentMuted, recordingPaused }: ConversationWish,
): Promise<boolean> {
  await sql`insert into conversations (call_id, tenant_id) values (${id}, ${tenantId}) on conflict do nothing`;
  const isHeld = sql`coalesce(${held ?? null}::boolean, held)`;
  const changed = await sql`
    update conversations set held = ${isHeld},
      agent_muted = coalesce(${agentMuted ?? null}::boolean, agent_muted),
      recording_paused = coalesce(${recordingPaused ?? null}::boolean, recording_paused),
      held_at = case when ${isHeld} then coalesce(held_at, clock_now()) end,
      hold_seconds = hold_seconds + case when ${isHeld} or held_at is null then 0
        else round(extract(epoch from greatest(clock_now() - held_at, interval '0')))::integer end,
      changes_due = true, version = version + 1, updated_at = clock_now()
    where call_id = ${id} and tenant_id = ${tenantId}
      and (coalesce(held, false), coalesce(agent_muted, false), coalesce(recording_paused, false))
        is distinct from (coalesce(${held ?? null}::boolean, held, false),
          coalesce(${agentMuted ?? null}::boolean, agent_muted, false),
          coalesce(${recordingPaused ?? null}::boolean, recording_paused, false))`;
  return changed.count === 1;
}

/** Adds keys to those that the carrier has yet to play. */
export async function addConversationDigits(
  sql: Sql,
  { id, tenantId }: Pick<CallRow, 'id' | 'tenantId'>,
  digits: string,
): Promise<void> {
  await sql`
    insert into conversations (call_id, tenant_id, digits) values (${id}, ${tenantId}, ${digits})
    on conflict (call_id) do update set digits = coalesce(conversations.digits, '') || excluded.digits,
      updated_at = clock_now()`;
}

/**
 * Takes the keys that the carrier has yet to play, so that each key is played at most once.
 *
 * @crossTenant Safe: the caller has read the call.
 */
export async function takeConversationDigits(sql: Sql, callId: number): Promise<string> {
  const [row] = await sql<{ digits: string }[]>`
    with waiting as (
      select call_id, digits from conversations where call_id = ${callId} and digits is not null for update)
    update conversations v set digits = null, updated_at = clock_now()
    from waiting w where v.call_id = w.call_id returning w.digits`;
  return row?.digits ?? '';
}

/**
 * Marks the wishes up to `version` as fulfilled.
 *
 * @crossTenant Safe: the job `conversation.sync` names the call by id.
 */
export async function markConversationSynced(sql: Sql, callId: number, version: number): Promise<void> {
  await sql`
    update conversations set changes_due = false, updated_at = clock_now()
    where call_id = ${callId} and version = ${version}`;
}

/**
 * Lists the calls whose wishes are due for `seconds`.
 *
 * @crossTenant Safe: the sweeper repairs the conversations of all tenants.
 */
export async function listDueConversations(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ callId: number }[]>`
    select call_id from conversations
    where changes_due and updated_at < clock_now() - make_interval(secs => ${seconds}) order by updated_at limit 500`;
  return rows.map(({ callId }) => callId);
}

/** Stores the agent that is consulted before a transfer. Null: the consultation is over. */
export async function setConsultedAgent(
  sql: Sql,
  { id, tenantId }: Pick<CallRow, 'id' | 'tenantId'>,
  agentId: number | null,
): Promise<void> {
  await sql`
    insert into conversations (call_id, tenant_id, consulted_agent_id) values (${id}, ${tenantId}, ${agentId})
    on conflict (call_id) do update set consulted_agent_id = excluded.consulted_agent_id, updated_at = clock_now()`;
}

/**
 * Gives a call from its agent to another agent, or with null to a person who is no agent. The hold and the mute of the
 * agent end.
 */
export async function moveCallToAgent(
  sql: Sql,
  { id, tenantId, agentId }: Pick<CallRow, 'id' | 'tenantId' | 'agentId'>,
  nextAgentId: number | null,
): Promise<void> {
  await updateConversation(sql, { id, tenantId }, { held: false });
  await sql`
    update conversations set transferred_by = ${agentId}, agent_since = clock_now(), consulted_agent_id = null,
      held = null, agent_muted = null, updated_at = clock_now()
    where call_id = ${id} and tenant_id = ${tenantId}`;
  await sql`
    update calls set agent_id = ${nextAgentId}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
}

/** Stores how long an agent talked in a call that is or was transferred. */
export async function insertAgentTalk(
  sql: Sql,
  {
    tenantId,
    callId,
    agentId,
    talkSeconds,
  }: { tenantId: number; callId: number; agentId: number; talkSeconds: number },
): Promise<void> {
  await sql`
    insert into agent_talks (tenant_id, call_id, agent_id, talk_seconds)
    values (${tenantId}, ${callId}, ${agentId}, ${talkSeconds})`;
}

/**
 * Ends the wishes of an ended call. A call that was given to a person who is no agent belongs to the agent who gave it.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function endConversation(sql: Sql, callId: number): Promise<void> {
  await sql`
    update conversations set held = null, held_at = null, consulted_agent_id = null, digits = null, changes_due = false,
      hold_seconds = hold_seconds + coalesce(round(extract(epoch from greatest(clock_now() - held_at, interval '0'))), 0)::integer,
      updated_at = clock_now()
    where call_id = ${callId}`;
  await sql`
    update calls c set agent_id = v.transferred_by from conversations v
    where c.id = ${callId} and v.call_id = c.id and c.agent_id is null and v.transferred_by is not null`;
}

/**
 * Finds the live call for which an agent is consulted.
 *
 * @crossTenant Safe: a leg that the caller has read names the agent.
 */
export async function findConsultation(
  sql: Sql,
  agentId: number,
): Promise<{ callId: number; agentId: number } | undefined> {
  const [row] = await sql<{ callId: number; agentId: number }[]>`
    select v.call_id, c.agent_id from conversations v join calls c on c.id = v.call_id
    where v.consulted_agent_id = ${agentId} and c.live and c.agent_id is not null`;
  return row;
}
