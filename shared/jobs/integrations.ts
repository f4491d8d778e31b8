/** Jobs about syncs to CRM platforms. */
import { z } from 'zod';
import { id, type JobDefinition, LONG_JOB, noPayload } from './definition.ts';

export const INTEGRATION_JOBS = {
  // Sends calls to a CRM platform. If the last attempt of the job fails, the sweeper enqueues a new job for the
  // remaining calls.
  'integration.sync': { queue: 'integrations', payload: z.object({ syncId: id }), ...LONG_JOB, isSwept: true },
  // Starts the syncs of the tenant's CRM platforms when a call has ended and its value is stored. The job only writes to
  // Postgres. If the job is lost, `integrations.tick` finds the call.
  'integration.calls': {
    queue: 'events',
    payload: z.object({ tenantId: id }),
    attempts: 5,
    backoffMs: 1_000,
    isSwept: true,
  },
  'integrations.tick': { queue: 'integrations', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 3_600_000 },
} satisfies Record<string, JobDefinition>;
