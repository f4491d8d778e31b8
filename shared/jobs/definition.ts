/** What defines a kind of job. The kinds of each area are in the other files of this folder. */
import { z } from 'zod';

/** The queues. `workers/queue-limits.ts` sets the concurrency and the limits of each queue. */
export const QUEUE_NAMES = [
  'imports',
  'dialer',
  'calls',
  'live-calls',
  'auctions',
  'events',
  'retries',
  'reconcile',
  'integrations',
  'carrier',
  'deliveries',
  'system',
] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

export const isQueueName = (name: string): name is QueueName => (QUEUE_NAMES as readonly string[]).includes(name);

export type JobDefinition = {
  queue: QueueName;
  payload: z.ZodType;
  /** The schema of the handler's result. Present if an HTTP request waits for the result of the job. */
  result?: z.ZodType;
  /**
   * Maximum of attempts before the job counts as failed. A failure whose cause is outside (`workers/outside-causes.ts`)
   * is no attempt, except for a job with one attempt, which ends.
   */
  attempts: number;
  /**
   * Pause after the first failed attempt, in milliseconds of real time. Each later pause is twice as long as the
   * previous pause.
   */
  backoffMs: number;
  /** Longest pause between two attempts, in milliseconds of real time. */
  backoffMsMax?: number;
  /**
   * Deadline of one attempt, in seconds of real time, if it is not {@link DEADLINE_SECONDS}. At the deadline the attempt
   * fails, even if its handler hangs.
   */
  deadlineSeconds?: number;
  /**
   * Whether the sweeper finds the work in Postgres (`domain/operations/healers.ts`). Such a job leaves the work to the
   * sweeper after many failures whose cause is outside. Any other job tries until the cause is gone.
   */
  isSwept?: true;
  /** Jobs with a lower number run first within their queue. 0 is the highest priority. */
  priority?: number;
  /** Whether the payload may contain phone numbers or names. If so, a failed job is kept for a shorter time. */
  hasPersonalData?: true;
  /** Interval of a job that runs on a schedule, in milliseconds of product time (the product's clock). */
  everyMs?: number;
};

/** The usual deadline of an attempt. A request to the carrier takes at most 10 seconds. Seconds of real time. */
export const DEADLINE_SECONDS = 60;

/** The deadline of jobs that take long and continue where the attempt before stopped. Seconds of real time. */
export const LONG_DEADLINE_SECONDS = 4 * 3_600;
export const LONG_JOB = { attempts: 5, backoffMs: 1_000, deadlineSeconds: LONG_DEADLINE_SECONDS };

export const id = z.number().int().positive();
export const noPayload = z.object({});
