/** Tests the health of the system, as the dashboard shows the health. */
import { expect, test } from 'vitest';
import { assertWorkDone } from '../../../../shared/domain/operations/health.ts';
import { createDialingTenant } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await openSession(system, await createTenant(system));

const health = async () => (await owner.get('/api/stats/dashboard')).body['systemHealth'];

test('the system is healthy while the workers’ samples are good, and the uptime counts the good minutes', async () => {
  await system.runJob('health.sample', {});
  // No worker runs yet, so the health sample is bad.
  expect(await health()).toMatchObject({ status: 'degraded', uptime: '0.0%' });
  const stop = system.startWorkers();
  await expect
    .poll(
      async () => {
        await sql`delete from health_samples`;
        await system.runJob('health.sample', {});
        return (await health()).status;
      },
      { timeout: 10_000 },
    )
    .toBe('healthy');
  await stop();
  await sql`delete from health_samples`;
  await sql`
    insert into health_samples (minute, healthy)
    select date_trunc('minute', now()) - make_interval(mins => n), n <> 2 from generate_series(1, 10) as n where n <> 5`;
  // Of the last ten minutes, one minute has a bad sample and one minute has no sample.
  expect(await health()).toMatchObject({ status: 'healthy', uptime: '80.0%' });
  await sql`update health_samples set minute = minute - interval '10 minutes'`;
  expect(await health()).toMatchObject({ status: 'degraded', uptime: '40.0%' });
});

test('the system is degraded while an active campaign has no tick, or while jobs wait in the outbox', async () => {
  const states = async () => {
    const checks = Object.entries(assertWorkDone(system.ctx));
    const settled = await Promise.allSettled(checks.map(([, check]) => check));
    return Object.fromEntries(checks.map(([name], at) => [name, settled[at]!.status === 'fulfilled']));
  };
  const done = { dialing: true, urgent_jobs: true, outbox: true };
  await sql`delete from outbox`;
  for (const queue of system.ctx.queues.values()) await queue.obliterate({ force: true });
  const floor = await createDialingTenant(system, { phones: ['+12125556001'] });
  expect(await states()).toEqual(done);
  // A worker that is connected, but does nothing.
  await system.advanceClock(11);
  expect(await states()).toEqual({ ...done, dialing: false });
  await system.runJob('campaign.tick', { campaignId: floor.campaignId });
  expect(await states()).toEqual(done);
  await system.advanceClock(11);
  expect(await states()).toEqual({ ...done, dialing: false });
  await sql`update campaigns set status = 'paused'`;
  expect(await states()).toEqual(done);
  await sql`insert into outbox (kind, payload, created_at) values ('call.value', '{}', now() - interval '31 seconds')`;
  expect(await states()).toEqual({ ...done, outbox: false });
});
