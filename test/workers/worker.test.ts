/** Jobs while the carrier is away: they spend no attempts and never end as failed. */
import { DelayedError, Job, Worker } from 'bullmq';
import { afterAll, expect, test } from 'vitest';
import { enqueue, type JobData } from '../../shared/enqueue.ts';
import { definitionOf, type JobKind, type PayloadInput } from '../../shared/jobs.ts';
import { RETRY_FOREVER } from '../../shared/redis.ts';
import { createTenant } from '../helpers/api/client.ts';
import { insertRow } from '../helpers/fixtures/rows.ts';
import { createTestSystem } from '../helpers/system.ts';
import { runJob } from '../../workers/worker.ts';

// No server listens on port 1.
const system = await createTestSystem({ env: { SIMULATOR_URL: 'http://127.0.0.1:1' } });
const { ctx } = system;
const owner = await createTenant(system);
const [{ id: tenantId }] = await ctx.sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
const connection = ctx.redis.duplicate(RETRY_FOREVER);
afterAll(() => connection.disconnect());

async function takeJob(kind: JobKind): Promise<{ job: Job<JobData>; worker: Worker<JobData> }> {
  const { queue } = definitionOf(kind);
  const worker = new Worker<JobData>(queue, undefined, { connection, prefix: ctx.keyPrefix });
  const job = await worker.getNextJob('token', { block: false });
  if (!(job instanceof Job)) throw new Error(`The queue ${queue} gave no job.`);
  return { job, worker };
}

/** Enqueues a job and runs it again and again, as a worker does, without its pauses. */
async function runAgain<K extends JobKind>(kind: K, payload: PayloadInput<K>, times: number) {
  await enqueue(ctx, kind, payload);
  const outcomes: unknown[] = [];
  for (let run = 0; run < times; run += 1) {
    const { job, worker } = await takeJob(kind);
    const outcome: unknown = await runJob(ctx, job, new AbortController().signal).catch((error: unknown) => error);
    outcomes.push(outcome);
    const state = await job.getState();
    await worker.close();
    if (state !== 'delayed') break;
    await job.promote();
  }
  return outcomes;
}

async function liveCall(): Promise<number> {
  const [{ id }] = await ctx.sql<[{ id: number }]>`
    insert into calls (tenant_id, direction, from_number, to_number, status, call_sid, start_time, answer_time)
    values (${tenantId}, 'outbound', '+14155550100', '+14155550101', 'in-progress', ${`CA${'0'.repeat(32)}`}, clock_now(),
      clock_now())
    returning id`;
  return id;
}

test('a hang-up runs until the carrier takes it, more often than it has attempts', async () => {
  const outcomes = await runAgain('call.hangup', { callId: await liveCall() }, 20);
  expect(outcomes).toHaveLength(20);
  expect(outcomes.every((outcome) => outcome instanceof DelayedError)).toBe(true);
});

test('a job whose work the sweeper finds ends as completed after many runs', async () => {
  const { id: recordingId } = await insertRow.recordings(ctx.sql, tenantId);
  await ctx.sql`update recordings set delete_due = true where id = ${recordingId}`;
  const outcomes = await runAgain('recording.delete', { recordingId }, 70);
  expect(outcomes).toHaveLength(60);
  expect(outcomes.at(-1)).toBeUndefined();
});

test('a job with one attempt ends as completed, and its sender learns the error', async () => {
  const requested = ctx.jobRequests.request(ctx, 'carrier.account', {}, 5_000);
  const refusal = requested.catch((error: Error) => error.message);
  await expect.poll(() => ctx.queues.get('carrier')!.getWaitingCount()).toBe(1);
  const { job, worker } = await takeJob('carrier.account');
  expect(await runJob(ctx, job, new AbortController().signal)).toBeUndefined();
  await worker.close();
  expect(await refusal).toContain('ECONNREFUSED');
});

test('a job for which a request waits ends although Redis takes no reply', async () => {
  const requested = ctx.jobRequests.request(ctx, 'carrier.account', {}, 200);
  await expect.poll(() => ctx.queues.get('carrier')!.getWaitingCount()).toBe(1);
  const { job, worker } = await takeJob('carrier.account');
  const redis = Object.assign(Object.create(ctx.redis) as typeof ctx.redis, {
    publish: () => Promise.reject(new Error('Command timed out')),
  });
  expect(await runJob({ ...ctx, redis }, job, new AbortController().signal)).toBeUndefined();
  await worker.close();
  expect(await requested).toBeUndefined();
});
