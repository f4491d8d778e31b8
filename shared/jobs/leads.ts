/** Jobs about imports and changes of many leads. */
import { z } from 'zod';
import { id, type JobDefinition, LONG_DEADLINE_SECONDS, LONG_JOB } from './definition.ts';

export const LEAD_JOBS = {
  'leads.import': {
    queue: 'imports',
    payload: z.object({ importId: id }),
    result: z.object({ status: z.enum(['completed', 'failed']) }),
    attempts: 20,
    backoffMs: 1_000,
    deadlineSeconds: LONG_DEADLINE_SECONDS,
    isSwept: true,
  },
  // Makes finished leads of a campaign due again. A run that is interrupted continues where it stopped.
  'leads.recycle': { queue: 'imports', payload: z.object({ recycleId: id }), ...LONG_JOB, isSwept: true },
  // Makes the leads due that the hours or the retry delay of a campaign held, because the setting has changed.
  'leads.release': {
    queue: 'retries',
    payload: z.object({ tenantId: id, campaignId: id }),
    attempts: 10,
    backoffMs: 1_000,
    deadlineSeconds: 600,
  },
} satisfies Record<string, JobDefinition>;
