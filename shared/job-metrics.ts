/**
 * Metrics about jobs: counts, waiting times and run times. Workers serve no HTTP, so all worker processes add to
 * counters in Redis, and `GET /metrics` of the API shows the sums. After a flush of Redis the counters restart at 0,
 * which Prometheus handles.
 */
import type { Redis } from 'ioredis';
import type { JobKind } from './jobs.ts';

/** Upper bounds of the histogram buckets, in seconds. A tick takes milliseconds, and an import takes minutes. */
const BUCKETS = [0.01, 0.05, 0.25, 1, 5, 30, 120] as const;

export type JobMeasurement = {
  kind: JobKind;
  outcome: 'completed' | 'failed';
  waitSeconds: number;
  runSeconds: number;
};

const metricsKey = (keyPrefix: string) => `${keyPrefix}:metrics:jobs`;

/** Adds one attempt of a job to the counters. */
export async function recordJobMetrics(redis: Redis, keyPrefix: string, job: JobMeasurement): Promise<void> {
  const key = metricsKey(keyPrefix);
  const pipeline = redis.pipeline();
  pipeline.hincrby(key, `total|${job.kind}|${job.outcome}`, 1);
  for (const [name, seconds] of [
    ['wait', job.waitSeconds],
    ['run', job.runSeconds],
  ] as const) {
    for (const bound of BUCKETS) if (seconds <= bound) pipeline.hincrby(key, `${name}|${job.kind}|${bound}`, 1);
    pipeline.hincrby(key, `${name}|${job.kind}|+Inf`, 1);
    pipeline.hincrbyfloat(key, `${name}|${job.kind}|sum`, Math.max(0, seconds));
  }
  await pipeline.exec();
}

const HISTOGRAMS = {
  wait: ['job_wait_seconds', 'Time from enqueueing a job to its start, without a requested delay, in real seconds.'],
  run: ['job_run_seconds', 'Run time of the handler of a job, in real seconds.'],
} as const;

/** Returns the counters in the text format of Prometheus. */
export async function renderJobMetrics(redis: Redis, keyPrefix: string): Promise<string> {
  const entries = Object.entries(await redis.hgetall(metricsKey(keyPrefix))).map(
    ([field, value]) => [...field.split('|'), value] as [string, string, string, string],
  );
  const lines = ['# HELP jobs_total Job attempts, by kind and outcome.', '# TYPE jobs_total counter'];
  for (const [name, kind, outcome, value] of entries)
    if (name === 'total') lines.push(`jobs_total{kind="${kind}",outcome="${outcome}"} ${value}`);
  for (const [name, [metric, help]] of Object.entries(HISTOGRAMS)) {
    lines.push(`# HELP ${metric} ${help}`, `# TYPE ${metric} histogram`);
    for (const kind of new Set(entries.flatMap((entry) => (entry[0] === name ? entry[1] : [])))) {
      const value = (field: string) =>
        entries.find((e) => e[0] === name && e[1] === kind && e[2] === field)?.[3] ?? '0';
      for (const bound of [...BUCKETS, '+Inf'])
        lines.push(`${metric}_bucket{kind="${kind}",le="${bound}"} ${value(String(bound))}`);
      lines.push(`${metric}_sum{kind="${kind}"} ${value('sum')}`, `${metric}_count{kind="${kind}"} ${value('+Inf')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
