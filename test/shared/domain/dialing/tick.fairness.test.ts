/**
 * Tests how campaigns and tenants share the workers, the agents and the calls per second. All figures are counts of jobs
 * and calls, so a slow machine changes nothing.
 */
import { expect, test, vi } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import type { JobKind } from '../../../../shared/jobs.ts';
import { listActiveCampaigns } from '../../../../sql/campaigns/schedule.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createDialingTenant, type DialingTenant, tickCampaign } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The carrier takes 4 calls per second, so 12 calls wait in its queue.
const system = await createTestSystem({ env: { TWILIO_CALLS_PER_SECOND: '4' } });
const { ctx } = system;
const { sql } = ctx;

/** A tenant with 1 000 times the work of another may at most double the waiting time of the other. */
const TIMES = 1_000;
const MODE = { dial_mode: 'progressive' };

let lastNumber = 2_000_000;
const phones = (count: number) => Array.from({ length: count }, () => `+1212${(lastNumber += 1)}`);

/** Returns the ids of the waiting jobs' payloads, in the order in which workers take the jobs. */
async function waiting(kind: JobKind, id: 'campaignId' | 'callId'): Promise<number[]> {
  const queue = queueOf(ctx.queues, kind);
  const jobs = [...(await queue.getWaiting()).toReversed(), ...(await queue.getPrioritized())];
  return jobs.filter(({ name }) => name === kind).map(({ data }) => data.payload[id]);
}

const emptyQueues = () => Promise.all([...ctx.queues.values()].map((queue) => queue.drain()));

async function campaignsBeside({ campaignId }: DialingTenant, count: number): Promise<void> {
  await sql`
    insert into campaigns (tenant_id, name, status, caller_id, rtb_id, timezone, calling_hours_start, calling_hours_end,
      retry_policy, amd_enabled, record_calls, wrap_up_seconds, ring_seconds_max)
    select tenant_id, 'Campaign ' || n, 'active', caller_id, 'rtb' || n, timezone, calling_hours_start, calling_hours_end,
      retry_policy, amd_enabled, record_calls, wrap_up_seconds, ring_seconds_max
    from campaigns, generate_series(1, ${count}::int) n where id = ${campaignId}`;
}

test('a tenant with a thousand campaigns delays the ticks of another by one tick', async () => {
  const [large, small] = [
    await createDialingTenant(system, { phones: [] }),
    await createDialingTenant(system, { phones: [] }),
  ];
  await campaignsBeside(large, TIMES - 1);
  const positions: number[] = [];
  for (let second = 0; second < 3; second += 1) {
    await system.runJob('dialer.tick', {});
    positions.push((await waiting('campaign.tick', 'campaignId')).indexOf(small.campaignId) + 1);
    // The workers run only a part of the ticks in time.
    for (const job of await queueOf(ctx.queues, 'campaign.tick').getPrioritized(0, 99)) {
      await job.removeDeduplicationKey();
      await job.remove();
    }
  }
  for (const position of positions) expect([1, 2]).toContain(position);
  await sql`update campaigns set status = 'paused'`;
  await emptyQueues();
});

test('a tenant with a thousand times the leads at most doubles the place of the calls of another', async () => {
  const large = await createDialingTenant(system, { phones: phones(TIMES), agents: TIMES / 10, ...MODE });
  const small = await createDialingTenant(system, { phones: phones(5), agents: 5, ...MODE });
  expect(await tickCampaign(system, large)).toHaveLength(12);
  expect(await tickCampaign(system, large)).toHaveLength(12);
  const own = (await tickCampaign(system, small)).map(({ id }) => id);
  expect(own).toHaveLength(5);
  const order = await waiting('call.place', 'callId');
  expect(order).toHaveLength(17);
  expect(own.map((id) => order.indexOf(id) + 1)).toEqual([2, 4, 6, 8, 10]);
  // The calls of the large tenant keep their order, and new ones come behind those that wait.
  const others = order.filter((id) => !own.includes(id));
  expect(others).toEqual(others.toSorted((a, b) => a - b));
  for (const callId of order.slice(0, 4)) await system.runJob('call.place', { callId });
  const [newest] = (await tickCampaign(system, large)).toReversed();
  expect((await waiting('call.place', 'callId')).at(-1)).toBe(newest!.id);
  await sql`update campaigns set status = 'paused'`;
  await sql`delete from calls where status = 'reserved'`;
  await emptyQueues();
});

test('the weight of a campaign is how often it comes first', async () => {
  const floor = await createDialingTenant(system, { phones: [], weight: 3 });
  const other = await createCampaign(floor.owner);
  expect((await floor.owner.get(`/api/campaigns/${other}`)).body.campaign.weight).toBe(1);
  await sql`update campaigns set status = 'active' where uuid = ${other}`;
  const DRAWS = 300;
  let first = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const [campaign] = await listActiveCampaigns(sql, null);
    if (campaign!.id === floor.campaignId) first += 1;
  }
  // The expected share is 3 of 4, its standard deviation 0.025.
  expect(first / DRAWS).toBeGreaterThan(0.65);
  expect(first / DRAWS).toBeLessThan(0.85);
  const { body } = await floor.owner.put(`/api/campaigns/${other}`, { weight: 7 });
  expect(body.campaign.weight).toBe(7);
  expect((await floor.owner.put(`/api/campaigns/${other}`, { weight: 0 })).status).toBe(400);
  await sql`update campaigns set status = 'paused'`;
});

test('ticks of different agent groups do not wait for each other, and a campaign of all groups waits for both', async () => {
  const floor = await createDialingTenant(system, { phones: phones(2), agents: 2, ...MODE });
  const [one, two] = await sql<{ id: number }[]>`
    insert into agent_groups (tenant_id, name)
    select tenant_id, g.name from campaigns k, unnest('{one,two}'::text[]) g (name) where k.id = ${floor.campaignId}
    returning id`;
  const beside = await createCampaign(floor.owner, MODE);
  await insertLeads(sql, beside, phones(2));
  const [{ id: besideId }] = await sql<[{ id: number }]>`
    update campaigns set status = 'active', agent_group_id = ${two!.id} where uuid = ${beside} returning id`;
  await sql`update agents a set agent_group_id = ${two!.id} from campaigns k
    where k.tenant_id = a.tenant_id and k.id = ${floor.campaignId}`;
  let waitingTick: Promise<unknown> | undefined;
  await sql.begin(async (tick) => {
    await tick`select pg_advisory_xact_lock_shared(hashtext('tenant.agents'), tenant_id::int),
      pg_advisory_xact_lock(hashtext('group.agents'), ${one!.id}::int) from campaigns where id = ${besideId}`;
    expect(await tickCampaign(system, { ...floor, campaign: beside, campaignId: besideId })).toHaveLength(2);
    await sql`update agents set agent_group_id = ${one!.id}
      where tenant_id = (select tenant_id from campaigns where id = ${besideId})`;
    waitingTick = system.runJob('campaign.tick', { campaignId: floor.campaignId });
    await vi.waitFor(async () =>
      expect(
        await sql`select from pg_locks where not granted and locktype = 'advisory' and database = (
          select oid from pg_database where datname = current_database())`,
      ).toHaveLength(1),
    );
  });
  await waitingTick;
  expect(await tickCampaign(system, floor)).toHaveLength(2);
});
