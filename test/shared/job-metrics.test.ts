import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, expect, inject, test, vi } from 'vitest';
import { JobMetrics, renderJobMetrics } from '../../shared/job-metrics.ts';
import type { Log } from '../../shared/logging/log.ts';
import { connectRedis, waitUntilReady } from '../../shared/redis.ts';

const redis = connectRedis(inject('redisUrl'), pino({ level: 'silent' }) as unknown as Log);
await waitUntilReady(redis);
afterAll(() => redis.disconnect());

const job = { kind: 'call.value', outcome: 'completed', waitSeconds: 0, runSeconds: 0.02 } as const;

test('processes add up their jobs, and a bucket contains the shorter ones', async () => {
  const prefix = `{${randomUUID()}}`;
  const [one, other] = [new JobMetrics(redis, prefix), new JobMetrics(redis, prefix)];
  for (const runSeconds of [0.02, 0.2, 200]) one.record({ ...job, runSeconds });
  other.record({ ...job, outcome: 'failed', waitSeconds: 2 });
  await Promise.all([one.close(), other.close()]);
  const lines = (await renderJobMetrics(redis, prefix)).split('\n');
  const count = (name: string, le: string) =>
    lines.find((line) => line.startsWith(`job_${name}_seconds_bucket{kind="call.value",le="${le}"}`))?.split(' ')[1];
  expect(['0.01', '0.05', '0.25', '120', '+Inf'].map((le) => count('run', le))).toEqual(['0', '2', '3', '3', '4']);
  expect(['0.01', '1', '5', '+Inf'].map((le) => count('wait', le))).toEqual(['3', '3', '4', '4']);
  expect(lines).toEqual(
    expect.arrayContaining([
      'jobs_total{kind="call.value",outcome="completed"} 3',
      'jobs_total{kind="call.value",outcome="failed"} 1',
      'job_run_seconds_count{kind="call.value"} 4',
      'job_wait_seconds_sum{kind="call.value"} 2',
    ]),
  );
});

test('many jobs of a second cost one trip, and are kept while Redis is away', async () => {
  const prefix = `{${randomUUID()}}`;
  const metrics = new JobMetrics(redis, prefix);
  const multi = vi.spyOn(redis, 'multi');
  for (let n = 0; n < 1_000; n += 1) metrics.record(job);
  expect(multi).not.toHaveBeenCalled();
  multi.mockImplementationOnce((() => {
    const failing = { hincrbyfloat: () => failing, exec: () => Promise.reject(new Error('Redis is away')) };
    return failing;
  }) as unknown as typeof redis.multi);
  await metrics.flush();
  expect(await redis.hgetall(`${prefix}:metrics:jobs`)).toEqual({});
  await metrics.close();
  expect(multi).toHaveBeenCalledTimes(2);
  expect(await renderJobMetrics(redis, prefix)).toContain('jobs_total{kind="call.value",outcome="completed"} 1000\n');
  multi.mockRestore();
});
