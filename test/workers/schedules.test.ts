import { expect, test } from 'vitest';
import { maintainSchedules } from '../../workers/schedules.ts';
import { createTestSystem } from '../helpers/system.ts';
import { waitUntil } from '../helpers/wait.ts';

const system = await createTestSystem();

test('schedules of the queues are created, and a schedule of an unknown job kind is removed', async () => {
  const queue = system.ctx.queues.get('system')!;
  await queue.upsertJobScheduler('stats.count', { every: 60_000 }, { name: 'stats.count', data: { payload: {} } });
  const schedules = maintainSchedules(system.ctx, ['system'], new AbortController().signal);
  const keys = async () => (await queue.getJobSchedulers()).map(({ key }) => key).toSorted();
  await waitUntil(async () => (await keys()).length >= 3 && !(await keys()).includes('stats.count'), keys);
  expect(await keys()).toEqual(['health.sample', 'statistics.update', 'system.sweep']);
  await schedules.stop();
});
