/** Tests which jobs wait for the carrier's limit of calls per second. */
import { expect, test } from 'vitest';
import { definitionOf, JOB_KINDS } from '../../shared/jobs.ts';
import { createTestSystem } from '../helpers/system.ts';
import { workerQueues } from '../../workers/queue-limits.ts';

const { config } = await createTestSystem();

test('only jobs that place a call wait for the calls per second, and never a hang-up or a redirect', () => {
  const queues = workerQueues(config);
  const limited = JOB_KINDS.filter((kind) => queues[definitionOf(kind).queue].limiter !== undefined);
  expect(new Set(limited)).toEqual(new Set(['agent.ring', 'agent.park', 'call.place']));
});
