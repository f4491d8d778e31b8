import { expect, test } from 'vitest';
import { definitionOf, JOB_KINDS } from '../../shared/jobs.ts';
import { maintainSchedules } from '../../workers/schedules.ts';
import { createTestSystem } from '../helpers/system.ts';
import { waitUntil } from '../helpers/wait.ts';

const system = await createTestSystem();

const repeatingKinds = JOB_KINDS.filter((kind) => definitionOf(kind).everyMs !== undefined);

test('the schedules of a queue are created, and a schedule of an unknown job kind is removed', async () => {
  const queue = system.ctx.queues.get('system')!;
  await queue.upsertJobScheduler('stats.count', { every: 60_000 }, { name: 'stats.count', data: { payload: {} } });
  const schedules = maintainSchedules(system.ctx, ['system'], new AbortController().signal);
  const kindsOfQueue = repeatingKinds.filter((kind) => definitionOf(kind).queue === 'system').toSorted();
  const keys = async () => (await queue.getJobSchedulers()).map(({ key }) => key).toSorted();
  await waitUntil(async () => (await keys()).join() === kindsOfQueue.join(), keys);
  expect(await keys()).not.toContain('stats.count');
  await schedules.stop();
});

test.each(repeatingKinds)('%s accepts the empty payload of its schedule', (kind) => {
  expect(definitionOf(kind).payload.safeParse({}).success).toBe(true);
});
