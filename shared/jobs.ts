/**
 * The registry of all background jobs: the queue, payload and retry policy of each kind, by area in `jobs/`. The
 * handlers are in `workers/handlers.ts`.
 *
 * A kind that was released must never be renamed, because jobs that were enqueued before a deploy run after the deploy.
 * A payload carries ids, not data. A payload field that is added later must be optional, because older jobs do not have
 * it.
 */
import type { z } from 'zod';
import { CALL_JOBS } from './jobs/calls.ts';
import type { JobDefinition } from './jobs/definition.ts';
import { DIALING_JOBS } from './jobs/dialing.ts';
import { INTEGRATION_JOBS } from './jobs/integrations.ts';
import { LEAD_JOBS } from './jobs/leads.ts';
import { NUMBER_JOBS } from './jobs/numbers.ts';
import { OPERATION_JOBS } from './jobs/operations.ts';
import { ROUTING_JOBS } from './jobs/routing.ts';

export const JOBS = {
  ...LEAD_JOBS,
  ...CALL_JOBS,
  ...ROUTING_JOBS,
  ...DIALING_JOBS,
  ...NUMBER_JOBS,
  ...INTEGRATION_JOBS,
  ...OPERATION_JOBS,
} satisfies Record<string, JobDefinition>;

export type JobKind = keyof typeof JOBS;
export type Payload<K extends JobKind> = z.output<(typeof JOBS)[K]['payload']>;
export type PayloadInput<K extends JobKind> = z.input<(typeof JOBS)[K]['payload']>;
export type Result<K extends JobKind> = (typeof JOBS)[K] extends { result: infer R extends z.ZodType }
  ? z.output<R>
  : void;

export const JOB_KINDS = Object.keys(JOBS) as JobKind[];

export function definitionOf(kind: JobKind): JobDefinition {
  return JOBS[kind];
}

export function isJobKind(kind: string): kind is JobKind {
  return Object.hasOwn(JOBS, kind);
}
