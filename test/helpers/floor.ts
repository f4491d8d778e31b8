/** Rows that tests start from, made the shortest way. */
import type { Sql } from '../../sql/db.ts';
import type { TestSystem } from './system.ts';
import { campaignExample, type Client } from './client.ts';

/** A campaign whose hours are the whole day, so that only what a test is about holds calls back. */
export async function makeCampaign(owner: Client, fields: Record<string, unknown> = {}): Promise<string> {
  const reply = await owner.post('/api/campaigns', {
    ...campaignExample,
    calling_hours_start: '00:00:00',
    calling_hours_end: '00:00:00',
    wrap_up_seconds: 5,
    ...fields,
  });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.campaign.id;
}

/** An available agent whose simulated phone answers within two seconds. */
export async function makeAgent(owner: Client, number: number, fields: Record<string, unknown> = {}): Promise<string> {
  const body = { name: `Agent ${number}`, phone: `+1415555${9000 + number}`, ...fields };
  const reply = await owner.post('/api/agents', body);
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  await owner.put(`/api/agents/${reply.body.agent.id}/status`, { status: 'available' });
  return reply.body.agent.id;
}

/** So many leads that the end of the list is not in sight, and pacing may take its chances. */
export const LONG_LIST = 2_000;

/** Leads of a campaign with these numbers. */
export async function makeLeads(sql: Sql, campaignUuid: string, phones: string[]): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized, first_name, last_name)
    select k.tenant_id, k.id, phone, phone, 'Sara', 'Ahmed'
    from campaigns k, unnest(${phones}::text[]) as phone where k.uuid = ${campaignUuid} returning id`;
  await sql`update campaigns set total_leads = total_leads + ${rows.length} where uuid = ${campaignUuid}`;
  return rows.map((row) => row.id);
}

/**
 * Waits, in real time, for something that real workers bring about.
 *
 * @param what is awaited, for the failure; a function tells how things stand by then.
 */
export async function until(
  condition: () => Promise<boolean>,
  what: string | (() => Promise<unknown>),
  timeoutMs = 30_000,
): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadlineMs)
      throw new Error(`Not within ${timeoutMs} ms: ${typeof what === 'string' ? what : JSON.stringify(await what())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** No call live, nobody being called, every answered call priced. */
export async function isSettled({ ctx }: Pick<TestSystem, 'ctx'>): Promise<boolean> {
  const [{ settled }] = await ctx.sql<[{ settled: boolean }]>`
    select not exists (select from calls where live or cost_source = 'estimated')
      and not exists (select from leads where status in ('queued', 'calling')) as settled`;
  return settled;
}
