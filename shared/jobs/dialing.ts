/** Jobs about the ticks, placing calls and retries. */
import { z } from 'zod';
import { id, type JobDefinition, noPayload } from './definition.ts';

export const DIALING_JOBS = {
  'dialer.tick': {
    queue: 'dialer',
    payload: noPayload,
    attempts: 1,
    backoffMs: 0,
    everyMs: 1_000,
    deadlineSeconds: 10,
  },
  'campaign.tick': {
    queue: 'dialer',
    payload: z.object({ campaignId: id }),
    attempts: 1,
    backoffMs: 0,
    deadlineSeconds: 10,
    priority: 1,
  },
  // Completes campaigns whose list or schedule is at its end. It is no part of the tick, so that it cannot delay the tick.
  'campaigns.complete': { queue: 'dialer', payload: noPayload, attempts: 1, backoffMs: 0, everyMs: 2_000 },
  'call.place': {
    queue: 'calls',
    payload: z.object({ callId: id }),
    attempts: 5,
    backoffMs: 1_000,
    priority: 10,
    isSwept: true,
  },
  'retry.schedule': {
    queue: 'retries',
    payload: z.object({ callId: id }),
    attempts: 10,
    backoffMs: 1_000,
    isSwept: true,
  },
} satisfies Record<string, JobDefinition>;
