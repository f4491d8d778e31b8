/**
 * How long jobs wait and run, counted in Redis: worker processes come and go and serve no HTTP, so they add to shared
 * counters and the API shows the sum of all of them. A flush of Redis restarts the counters, which Prometheus expects.
 */
import type { Redis } from 'ioredis';
import type { JobKind } from './jobs.ts';

/** Upper bounds in seconds; a tick takes milliseconds, an import minutes. */
const buckets = [0.01, 0.05, 0.25, 1, 5, 30, 120] as const;

export type Measured = { kind: JobKind; outcome: 'completed' | 'failed'; waitedSeconds: number; ranSeconds: number };

const metricsKey = (keyPrefix: string) => `${keyPrefix}:metrics:jobs`;

export async function recordJob(redis: Redis, keyPrefix: string, job: Measured): Promise<void> {
  const key = metricsKey(keyPrefix);
  const pipeline = redis.pipeline();
  pipeline.hincrby(key, `total|${job.kind}|${job.outcome}`, 1);
  for (const [name, seconds] of [
    ['wait', job.waitedSeconds],
    ['run', job.ranSeconds],
  ] as const) {
    for (const bound of buckets) if (seconds <= bound) pipeline.hincrby(key, `${name}|${job.kind}|${bound}`, 1);
    pipeline.hincrby(key, `${name}|${job.kind}|+Inf`, 1);
    pipeline.hincrbyfloat(key, `${name}|${job.kind}|sum`, Math.max(0, seconds));
  }
  await pipeline.exec();
}

const histograms = {
  wait: ['job_wait_seconds', 'Time from enqueueing to the start of work, in real seconds.'],
  run: ['job_run_seconds', 'Time a handler took, in real seconds.'],
} as const;

/** The counters in Prometheus' text format. */
export async function renderJobMetrics(redis: Redis, keyPrefix: string): Promise<string> {
  const entries = Object.entries(await redis.hgetall(metricsKey(keyPrefix))).map(
    ([field, value]) => [...field.split('|'), value] as [string, string, string, string],
  );
  const lines = ['# HELP jobs_total Jobs worked, by kind and outcome.', '# TYPE jobs_total counter'];
  for (const [name, kind, outcome, value] of entries)
    if (name === 'total') lines.push(`jobs_total{kind="${kind}",outcome="${outcome}"} ${value}`);
  for (const [name, [metric, help]] of Object.entries(histograms)) {
    lines.push(`# HELP ${metric} ${help}`, `# TYPE ${metric} histogram`);
    for (const kind of new Set(entries.flatMap((entry) => (entry[0] === name ? entry[1] : [])))) {
      const of = (field: string) => entries.find((e) => e[0] === name && e[1] === kind && e[2] === field)?.[3] ?? '0';
      for (const bound of [...buckets, '+Inf'])
        lines.push(`${metric}_bucket{kind="${kind}",le="${bound}"} ${of(String(bound))}`);
      lines.push(`${metric}_sum{kind="${kind}"} ${of('sum')}`, `${metric}_count{kind="${kind}"} ${of('+Inf')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
