import type { Pool } from '../../sql/db.ts';
import type { DemoApi } from './api.ts';

type Stats = { stats: Record<string, number> };
type Agents = { agents: { status: string }[] };

const LOOK_MS = 1_000;
/** Where lines are not overwritten, fewer of them tell as much. */
const PLAIN_LINE_EVERY = 10;
/** Ended calls are rated about a product minute later; this is generous. */
const SETTLE_MS_MAX = 45_000;

/**
 * Shows the campaign live, until nobody is left to call for now or its time is up; then pauses it and waits for the calls
 * under way, their prices included.
 */
export async function watchCampaign(api: DemoApi, sql: Pool, campaignId: string, diallingMsMax: number): Promise<void> {
  const startedMs = Date.now();
  for (let look = 0; Date.now() - startedMs < diallingMsMax; look += 1) {
    await pause(LOOK_MS);
    await show(api, campaignId, startedMs, look % PLAIN_LINE_EVERY === 0);
    if (look > 5 && (await isQuiet(sql))) break;
  }
  await api.send('POST', `/api/campaigns/${campaignId}/pause`);
  const settlingMs = Date.now();
  while (!(await isSettled(sql)) && Date.now() - settlingMs < SETTLE_MS_MAX) {
    await pause(LOOK_MS);
    await show(api, campaignId, startedMs, false);
  }
  await show(api, campaignId, startedMs, true);
  if (process.stdout.isTTY) process.stdout.write('\n');
}

async function show(api: DemoApi, campaignId: string, startedMs: number, plainLine: boolean): Promise<void> {
  if (!process.stdout.isTTY && !plainLine) return;
  const { stats } = await api.get<Stats>(`/api/calls/stats/summary?campaign_id=${campaignId}`);
  const { agents } = await api.get<Agents>('/api/agents?limit=100');
  const busy = agents.filter(({ status }) => status === 'busy').length;
  const line =
    `${String(Math.round((Date.now() - startedMs) / 1000)).padStart(4)} s  ` +
    `calls ${stats.total_calls}: ${stats.answered_calls} answered, ${stats.voicemail_calls} voicemail, ` +
    `${stats.no_answer_calls} no answer, ${stats.busy_calls} busy, ${stats.failed_calls} failed, ` +
    `${stats.abandoned_calls} abandoned  |  agents busy ${busy}/${agents.length}  |  $${stats.total_cost!.toFixed(2)}`;
  process.stdout.write(process.stdout.isTTY ? `\r${line}\u001B[K` : `${line}\n`);
}

/** No call live and no lead due within the next quarter of an hour. */
async function isQuiet(sql: Pool): Promise<boolean> {
  const [{ quiet }] = await sql<[{ quiet: boolean }]>`
    select not exists (select from calls where live) and not exists (
      select from leads where status in ('queued', 'calling')
        or status = 'pending' and coalesce(next_call_at, clock_now()) < clock_now() + interval '15 minutes') as quiet`;
  return quiet;
}

async function isSettled(sql: Pool): Promise<boolean> {
  const [{ settled }] = await sql<[{ settled: boolean }]>`
    select not exists (select from calls where live or cost_source = 'estimated')
      and not exists (select from leads where status in ('queued', 'calling')) as settled`;
  return settled;
}

/** Who was not called, and why: mostly the law. */
export async function reportHeldLeads(sql: Pool): Promise<void> {
  const rows = await sql<{ status: string; statusReason: string | null; leads: number; nextCallAt: Date | null }[]>`
    select status, status_reason, count(*) as leads, min(next_call_at) as next_call_at
    from leads group by status, status_reason order by leads desc`;
  console.log('\nLeads now:');
  for (const { status, statusReason, leads, nextCallAt } of rows) {
    const next = nextCallAt && status === 'pending' ? `, first due ${nextCallAt.toISOString().slice(0, 16)}Z` : '';
    console.log(`  ${String(leads).padStart(4)}  ${status.padEnd(10)} ${statusReason ?? ''}${next}`);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
