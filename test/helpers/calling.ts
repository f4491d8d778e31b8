/** One call moved on step by step: what workers and carrier would do by themselves, at the moment a test wants it. */
import { signature } from '../../scripts/simulator/webhook-url.ts';
import type { AgentRow } from '../../sql/agents.ts';
import type { CallRow } from '../../sql/calls.ts';
import type { LegRow } from '../../sql/call-progress.ts';
import type { LeadRow } from '../../sql/leads.ts';
import { type Client, foundTenant } from './client.ts';
import { makeCampaign, makeLeads } from './floor.ts';
import type { TestSystem } from './system.ts';

export type Floor = { owner: Client; campaign: string; campaignId: number; leadIds: number[] };

/** A tenant of its own with an active campaign, its leads, and as many available agents as wanted. */
export async function openFloor(
  system: TestSystem,
  { phones, agents = 1, ...fields }: { phones: string[]; agents?: number; [field: string]: unknown },
): Promise<Floor> {
  const { sql } = system.ctx;
  const owner = await foundTenant(system);
  const campaign = await makeCampaign(owner, fields);
  // Their phones are the simulated ones that answer within two seconds.
  await sql`
    insert into agents (tenant_id, name, phone, status)
    select k.tenant_id, 'Agent ' || n, '+1415555' || (9000 + n), 'available'
    from campaigns k, generate_series(1, ${agents}::integer) as n where k.uuid = ${campaign} order by n`;
  const leadIds = await makeLeads(sql, campaign, phones);
  const [{ id }] = await sql<[{ id: number }]>`
    update campaigns set status = 'active' where uuid = ${campaign} returning id`;
  return { owner, campaign, campaignId: id, leadIds };
}

/** One tick of the dialer; the reservations that wait for their licence now. */
export async function tick(system: TestSystem, { campaignId }: Floor): Promise<CallRow[]> {
  await system.runJob('campaign.tick', { campaignId });
  return await system.ctx.sql<CallRow[]>`
    select * from calls where campaign_id = ${campaignId} and status = 'reserved' order by id`;
}

/** The first due lead is called: the carrier has the call, nobody has answered. */
export async function placeCall(system: TestSystem, floor: Floor): Promise<CallRow> {
  const [reserved] = await tick(system, floor);
  if (!reserved) throw new Error('Nobody could be called.');
  await system.runJob('call.place', { callId: reserved.id });
  return callRow(system, reserved.id);
}

export async function callRow({ ctx }: TestSystem, id: number): Promise<CallRow> {
  const [row] = await ctx.sql<CallRow[]>`select * from calls where id = ${id}`;
  if (!row) throw new Error(`No call ${id}.`);
  return row;
}

export async function legRows({ ctx }: TestSystem, callId: number): Promise<LegRow[]> {
  return await ctx.sql<LegRow[]>`select * from call_legs where call_id = ${callId} order by id`;
}

export async function leadRow({ ctx }: TestSystem, id: number): Promise<LeadRow> {
  const [row] = await ctx.sql<LeadRow[]>`select * from leads where id = ${id}`;
  if (!row) throw new Error(`No lead ${id}.`);
  return row;
}

export async function agentRows({ ctx }: TestSystem, { owner }: Floor): Promise<AgentRow[]> {
  return await ctx.sql<AgentRow[]>`
    select a.* from agents a join tenants t on t.id = a.tenant_id where t.uuid = ${owner.user.tenant_id} order by a.id`;
}

/** A callback as the carrier sends it: signed over the public address and the form. */
export async function callback(
  { request, config }: Pick<TestSystem, 'request' | 'config'>,
  path: string,
  params: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const signed = signature(config.twilio.authToken, `${config.publicBaseUrl}${path}`, params);
  const response = await request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signed, ...headers },
    body: new URLSearchParams(params).toString(),
  });
  return { status: response.status, text: await response.text() };
}

/** The called person, or their machine, picks up; null when the carrier does not know who. Returns the TwiML they get. */
export async function answer(system: TestSystem, call: CallRow, by: string | null = 'human'): Promise<string> {
  const path = `/webhooks/twilio/answer?callId=${call.uuid}`;
  return (await callback(system, path, { CallSid: call.callSid ?? 'CA0', ...(by && { AnsweredBy: by }) })).text;
}

/** The agent who was reserved last is rung and picks up. Returns the TwiML they get. */
export async function agentAnswers(system: TestSystem, call: CallRow): Promise<string> {
  const legId = (await legRows(system, call.id)).at(-1)!.id;
  await system.runJob('agent.ring', { legId });
  const leg = (await legRows(system, call.id)).at(-1)!;
  const path = `/webhooks/twilio/agent-answer?callId=${call.uuid}&legId=${leg.uuid}`;
  return (await callback(system, path, { CallSid: leg.callSid ?? 'CA0' })).text;
}

/** What the carrier reports about the called person's leg, worked at once; `secondsAgo` it happened. */
export async function report(
  system: TestSystem,
  call: CallRow,
  params: Record<string, string>,
  secondsAgo = 0,
): Promise<void> {
  const nowMs = system.ctx.clock.nowMs();
  const Timestamp = new Date(nowMs - secondsAgo * 1000).toUTCString();
  await system.runJob('call.event', {
    source: 'status',
    callUuid: call.uuid,
    params: { CallSid: call.callSid ?? 'CA0', Timestamp, ...params },
    receivedAtMs: nowMs,
  });
}

/** What the carrier reports about the leg of the agent who was reserved last. */
export async function reportLeg(system: TestSystem, call: CallRow, params: Record<string, string>): Promise<void> {
  const leg = (await legRows(system, call.id)).at(-1)!;
  await system.runJob('call.event', {
    source: 'status',
    callUuid: call.uuid,
    legUuid: leg.uuid,
    params: { CallSid: leg.callSid ?? 'CA1', ...params },
    receivedAtMs: system.ctx.clock.nowMs(),
  });
}

/** A report of the conference that called person and agent meet in. */
export async function reportConference(
  system: TestSystem,
  call: CallRow,
  event: string,
  secondsAgo = 0,
): Promise<void> {
  const nowMs = system.ctx.clock.nowMs();
  const Timestamp = new Date(nowMs - secondsAgo * 1000).toUTCString();
  await system.runJob('call.event', {
    source: 'conference',
    callUuid: call.uuid,
    params: { ConferenceSid: `CF${call.id}`, StatusCallbackEvent: event, Timestamp },
    receivedAtMs: nowMs,
  });
}
