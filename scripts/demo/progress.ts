/** Prints the progress of the demo's campaign once per second and waits for the end of the campaign. */
import { setTimeout as sleep } from 'node:timers/promises';
import { dataOf, type DialerClient } from '../../api/client/client.ts';
import type { Pool } from '../../sql/db.ts';

const POLL_MS = 1_000;
/**
 * The first calls need a moment to start. So the demo checks only after this number of polls whether the campaign has
 * finished.
 */
const POLLS_MIN = 6;
/** Outside a terminal a printed line cannot be overwritten, so the demo prints a line only at every tenth poll. */
const POLLS_PER_PLAIN_LINE = 10;
/**
 * Milliseconds of real time. Limit for the calls in progress to end and to get their price. The carrier sets the price
 * of a call about a minute of product time after the call.
 */
const DRAIN_MS_MAX = 45_000;

const COLUMNS = ['time', 'calls', 'answered', 'voicemail', 'no answer', 'busy', 'failed', 'abandoned', 'agents busy'];
const COST = 'call cost';

/**
 * Prints the progress of the campaign. Stops when no lead is due in the next 15 minutes of product time, or after
 * `dialingMsMax`. Then pauses the campaign and waits until the calls in progress have ended and have their final price.
 *
 * @param dialingMsMax Milliseconds of real time after which the campaign is paused.
 */
export async function watchCampaign(
  api: DialerClient,
  sql: Pool,
  campaignId: string,
  dialingMsMax: number,
): Promise<void> {
  const startMs = Date.now();
  console.log(formatLine([...COLUMNS, COST]));
  for (let poll = 0; Date.now() - startMs < dialingMsMax; poll += 1) {
    await sleep(POLL_MS);
    await printProgress(api, campaignId, startMs, poll % POLLS_PER_PLAIN_LINE === 0);
    if (poll >= POLLS_MIN && (await hasNothingDue(sql))) break;
  }
  await dataOf(api.POST('/campaigns/{id}/pause', { params: { path: { id: campaignId } } }));
  const drainStartMs = Date.now();
  while (!(await isDrained(sql)) && Date.now() - drainStartMs < DRAIN_MS_MAX) {
    await sleep(POLL_MS);
    await printProgress(api, campaignId, startMs, false);
  }
  await printProgress(api, campaignId, startMs, true);
  if (process.stdout.isTTY) process.stdout.write('\n');
}

/**
 * Prints one line about the progress. On a terminal the line overwrites the last line; elsewhere only lines with
 * `isPlainLine` appear.
 */
async function printProgress(
  api: DialerClient,
  campaignId: string,
  startMs: number,
  isPlainLine: boolean,
): Promise<void> {
  if (!process.stdout.isTTY && !isPlainLine) return;
  const query = { campaign_id: campaignId };
  const { stats } = await dataOf(api.GET('/calls/stats/summary', { params: { query } }));
  const { agents } = await dataOf(api.GET('/agents', { params: { query: { limit: 100 } } }));
  const busyAgents = agents.filter(({ status }) => status === 'busy').length;
  const line = formatLine([
    `${Math.round((Date.now() - startMs) / 1000)} s`,
    `${stats.total_calls}`,
    `${stats.answered_calls}`,
    `${stats.voicemail_calls}`,
    `${stats.no_answer_calls}`,
    `${stats.busy_calls}`,
    `${stats.failed_calls}`,
    `${stats.abandoned_calls}`,
    `${busyAgents} of ${agents.length}`,
    `$${stats.total_cost.toFixed(2)}`,
  ]);
  process.stdout.write(process.stdout.isTTY ? `\r${line}\u001B[K` : `${line}\n`);
}

const formatLine = (cells: string[]): string =>
  cells.map((cell, index) => cell.padStart(2 + Math.max((COLUMNS[index] ?? COST).length, 5))).join('');

/** Whether no call is in progress and no lead is due within the next 15 minutes of product time. */
async function hasNothingDue(sql: Pool): Promise<boolean> {
  const [{ nothingDue }] = await sql<[{ nothingDue: boolean }]>`
    select not exists (select from calls where live) and not exists (
      select from leads where status in ('queued', 'calling')
        or status = 'pending' and coalesce(next_call_at, clock_now()) < clock_now() + interval '15 minutes') as nothing_due`;
  return nothingDue;
}

/** Whether all calls have ended and have their final price, and no lead is reserved. */
async function isDrained(sql: Pool): Promise<boolean> {
  const [{ drained }] = await sql<[{ drained: boolean }]>`
    select not exists (select from calls where live or cost_source = 'estimated')
      and not exists (select from leads where status in ('queued', 'calling')) as drained`;
  return drained;
}
