/** Jobs about the sweeper, statistics, health and erasures. */
import { z } from 'zod';
import { id, type JobDefinition, LONG_DEADLINE_SECONDS, noPayload } from './definition.ts';

export const OPERATION_JOBS = {
  'system.sweep': {
    queue: 'system',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 5_000,
    deadlineSeconds: 300,
  },
  // Adds ended calls to the hourly sums that statistics read.
  'statistics.update': {
    queue: 'system',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 60_000,
    deadlineSeconds: 600,
  },
  'health.sample': { queue: 'system', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 30_000 },
  // Erases the data of a person. The job does nothing while the erasure waits, and the sweeper enqueues it again.
  'person.erase': {
    queue: 'reconcile',
    payload: z.object({ erasureId: id }),
    attempts: 5,
    backoffMs: 2_000,
    deadlineSeconds: LONG_DEADLINE_SECONDS,
    isSwept: true,
  },
} satisfies Record<string, JobDefinition>;
