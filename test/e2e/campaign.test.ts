import { expect, test } from 'vitest';
import { createTenant } from '../helpers/api/client.ts';
import { createAgent, createCampaign, insertLeads } from '../helpers/fixtures/campaigns.ts';
import { isSettled, waitUntil } from '../helpers/wait.ts';
import { createTestSystem } from '../helpers/system.ts';

// The start time is 18:00 in New York and 15:00 in California.
const system = await createTestSystem({ listen: true, clockSpeed: 40, startAt: '2026-01-13T23:00:00Z' });

const people = ['+14155558030', '+14155558045', '+14155558020'];
const others = {
  busy: '+14155558201',
  unanswered: '+14155558301',
  unreachable: '+14155558401',
  mailbox: '+14155558505',
};

test('a campaign dials its leads, connects people to agents, drops voicemails, records, costs and plans retries', async () => {
  const { ctx } = system;
  const owner = await createTenant(system);
  const campaign = await createCampaign(owner);
  // There is one agent for each lead. With fewer agents, all agents may be busy while a call still rings, and the
  // dialer may then end that call.
  for (const n of [1, 2, 3, 4, 5, 6, 7]) await createAgent(owner, n);
  await insertLeads(ctx.sql, campaign, [...people, ...Object.values(others)]);
  system.startWorkers();
  expect((await owner.post(`/api/campaigns/${campaign}/start`)).status).toBe(200);
  const leadsDue = async () => {
    const [{ due }] = await ctx.sql<[{ due: number }]>`select count(*) as due from leads where call_attempts = 0`;
    return due > 0;
  };
  const recordingsMissing = async () => {
    const [{ missing }] = await ctx.sql<[{ missing: boolean }]>`
      select exists (
        select from calls c
        where connected_at is not null and not exists (select from recordings where call_id = c.id)) as missing`;
    return missing;
  };
  await waitUntil(
    async () => !(await leadsDue()) && (await isSettled(system)) && !(await recordingsMissing()),
    'all leads called, costed and recorded',
    60_000,
  );

  const calls = await ctx.sql<{ toNumber: string; disposition: string; bridged: boolean; recordings: number }[]>`
    select to_number, disposition, connected_at is not null as bridged,
      (select count(*) from recordings where call_id = calls.id) as recordings
    from calls order by to_number`;
  const ended = Object.fromEntries(calls.map((call) => [call.toNumber, call.disposition]));
  expect(ended).toEqual({
    ...Object.fromEntries(people.map((phone) => [phone, 'answered'])),
    [others.busy]: 'busy',
    [others.unanswered]: 'no_answer',
    [others.unreachable]: 'failed',
    [others.mailbox]: 'voicemail',
  });
  for (const call of calls.filter(({ disposition }) => disposition === 'answered'))
    expect(call).toMatchObject({ bridged: true, recordings: 1 });

  const leads = await ctx.sql<{ phone: string; status: string; nextCallAt: Date | null }[]>`select * from leads`;
  const lead = (phone: string) => leads.find((row) => row.phone === phone);
  expect(lead(people[0]!)?.status).toBe('completed');
  expect(lead(others.mailbox)?.status).toBe('completed');
  expect(lead(others.busy)).toMatchObject({ status: 'pending', nextCallAt: expect.any(Date) });

  const ledger = system.simulator.ledger();
  const micros = [...ledger.calls, ...ledger.recordings].reduce(
    (sum, { price }) => sum + Math.abs(Number(price)) * 1e6,
    0,
  );
  const [{ cost }] = await ctx.sql<[{ cost: number }]>`select sum(cost - carrier_fees) as cost from calls`;
  expect(Math.round(cost * 1e6)).toBe(Math.round(micros));
  const [{ busy }] = await ctx.sql<[{ busy: number }]>`select sum(current_calls)::bigint as busy from agents`;
  expect(busy).toBe(0);
}, 90_000);
