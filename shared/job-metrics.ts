/**
 * Metrics about jobs: counts, waiting times and run times. Workers serve no HTTP, so all worker processes add to
 * counters in Redis, and `GET /metrics` of the API shows the sums. After a flush of Redis the counters restart at 0,
 * which Prometheus handles.
 *
 * A process adds up its own measurements and sends the sums once a second. One command for each measurement would be a
 * fifth of all Redis commands.
 */
import type { Redis } from 'ioredis';
import type { JobKind } from './jobs.ts';

/** Upper bounds of the histogram buckets, in seconds. A tick takes milliseconds, and an import takes minutes. */
const BUCKETS = [0.01, 0.05, 0.25, 1, 5, 30, 120] as const;

/** Milliseconds of real time. A process that is killed loses the measurements of this time. */
const FLUSH_MS = 1_000;

export type JobMeasurement = {
  kind: JobKind;
  /** `postponed`: the run failed for a cause outside, and the job runs again without having spent an attempt. */
  outcome: 'completed' | 'failed' | 'postponed';
  waitSeconds: number;
  runSeconds: number;
};

const metricsKey = (keyPrefix: string) => `${keyPrefix}:metrics:jobs`;

/** The measurements of one process that are not in Redis yet. */
export class JobMetrics {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #timer: NodeJS.Timeout;
  #sums = new Map<string, number>();

  constructor(redis: Redis, keyPrefix: string) {
    this.#redis = redis;
    this.#key = metricsKey(keyPrefix);
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Adds one attempt of a job. */
  record({ kind, outcome, waitSeconds, runSeconds }: JobMeasurement): void {
    this.#add(`total|${kind}|${outcome}`, 1);
    for (const [name, seconds] of [
      ['waited', waitSeconds],
      ['ran', runSeconds],
    ] as const) {
      this.#add(`${name}|${kind}|${BUCKETS.find((bound) => seconds <= bound) ?? '+Inf'}`, 1);
      this.#add(`${name}|${kind}|sum`, Math.max(0, seconds));
    }
  }

  /** Sends the sums to Redis. While Redis is away, the sums stay in the process. Never rejects. */
  async flush(): Promise<void> {
    if (this.#sums.size === 0 || this.#redis.status !== 'ready') return;
    const sums = this.#sums;
    this.#sums = new Map();
    const transaction = this.#redis.multi();
    for (const [field, value] of sums) transaction.hincrbyfloat(this.#key, field, value);
    await transaction.exec().catch(() => {
      for (const [field, value] of sums) this.#add(field, value);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #add(field: string, value: number): void {
    this.#sums.set(field, (this.#sums.get(field) ?? 0) + value);
  }
}

const HISTOGRAMS = {
  waited: ['job_wait_seconds', 'Time from enqueueing a job to its start, without a requested delay, in real seconds.'],
  ran: ['job_run_seconds', 'Run time of the handler of a job, in real seconds.'],
} as const;

/** Returns the counters in the text format of Prometheus. Each counts at most {@link FLUSH_MS} too little. */
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
        Number(entries.find((e) => e[0] === name && e[1] === kind && e[2] === field)?.[3] ?? '0');
      // Redis counts each job in one bucket. A bucket of Prometheus contains the smaller ones.
      let count = 0;
      for (const bound of [...BUCKETS, '+Inf']) {
        count += value(String(bound));
        lines.push(`${metric}_bucket{kind="${kind}",le="${bound}"} ${count}`);
      }
      lines.push(`${metric}_sum{kind="${kind}"} ${value('sum')}`, `${metric}_count{kind="${kind}"} ${count}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
