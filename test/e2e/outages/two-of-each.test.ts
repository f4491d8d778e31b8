/** Two API processes and two worker processes with the same Postgres and Redis must behave like one process each. */
import { expect, test } from 'vitest';
import { JOB_KINDS, definitionOf } from '../../../shared/jobs.ts';
import { queueOf } from '../../../shared/enqueue.ts';
import { createDialingTenant, ON_DEMAND } from '../../helpers/fixtures/outbound-calls.ts';
import { send } from '../../helpers/api/client.ts';
import { waitUntil } from '../../helpers/wait.ts';
import { createTestSystem, type TestProcess } from '../../helpers/system.ts';
import { csvForm, createImportAccount } from '../../helpers/fixtures/lead-imports.ts';

// The start time is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ listen: true, clockSpeed: 30, startAt: '2026-01-13T20:00:00Z' });
const other = await system.startSecondProcess();
const { sql } = system.ctx;
const both: [TestProcess, TestProcess] = [system, other];

test('ticks that run in both at once reserve each lead once, and no more than there are agents', async () => {
  const phones = Array.from({ length: 10 }, (_, n) => `+1415555801${n}`);
  const { campaignId, owner, campaign } = await createDialingTenant(system, { ...ON_DEMAND, phones, agents: 3 });
  await Promise.all([...both, ...both, ...both].map((process) => process.runJob('campaign.tick', { campaignId })));
  const reserved = await sql<{ leadId: number }[]>`select lead_id from calls where campaign_id = ${campaignId}`;
  expect(reserved).toHaveLength(3);
  expect(new Set(reserved.map(({ leadId }) => leadId)).size).toBe(3);
  await owner.post(`/api/campaigns/${campaign}/cancel`);
});

test('two processes compete for one claim, so the phone rings once', async () => {
  const number = '+14155558310';
  const { campaignId, owner, campaign } = await createDialingTenant(system, { ...ON_DEMAND, phones: [number] });
  await system.runJob('campaign.tick', { campaignId });
  const [call] = await sql<[{ id: number }]>`select id from calls where campaign_id = ${campaignId}`;
  await Promise.all([...both, ...both].map((process) => process.runJob('call.place', { callId: call.id })));
  expect(system.simulator.ledger().calls.filter(({ to }) => to === number)).toHaveLength(1);
  await owner.post(`/api/campaigns/${campaign}/cancel`);
});

test('each upload is imported once by the workers of two processes, and both APIs show the result', async () => {
  for (const process of both) process.startWorkers();
  const account = await createImportAccount(system);
  const { token } = account.owner;
  const numbers = Array.from({ length: 900 }, (_, n) => `+1212555${String(1_000 + n)}`);
  const uploads = both.map((process) => {
    const body = csvForm(`phone\n${numbers.join('\n')}\nnone\n`, { campaign_id: account.campaign.uuid });
    return send(process, 'POST', '/api/leads/upload', { token, body });
  });
  const replies = await Promise.all(uploads);
  // Both uploads have the same file, so a lead that one import stores is a duplicate in the other import.
  for (const { status, body } of replies) {
    expect(status).toBe(200);
    expect(body['results']).toMatchObject({ total: 901, invalid: 1, dnc: 0 });
  }
  const sum = (count: string) => replies.reduce((total, { body }) => total + body['results'][count], 0);
  expect([sum('inserted'), sum('duplicates')]).toEqual([900, 900]);
  const told = both.map((process) => send(process, 'GET', `/api/campaigns/${account.campaign.uuid}`, { token }));
  for (const { body } of await Promise.all(told)) expect(body['campaign'].total_leads).toBe(900);
});

test('each repeating job has one schedule, although both processes schedule it', async () => {
  const repeating = JOB_KINDS.filter((kind) => definitionOf(kind).everyMs !== undefined);
  for (const kind of repeating) {
    const schedulers = (await queueOf(other.ctx.queues, kind).getJobSchedulers()).filter(({ key }) => key === kind);
    expect({ kind, schedulers: schedulers.length }).toEqual({ kind, schedulers: 1 });
  }
});

test('a campaign dialed by both processes calls each lead once, and no agent has two calls at a time', async () => {
  const phones = [...Array.from({ length: 6 }, (_, n) => `+1415555803${n}`), '+14155558201', '+14155558505'];
  const { campaignId, leadIds, owner } = await createDialingTenant(system, {
    phones,
    agents: 2,
    agent_legs: 'parked',
    wrap_up_seconds: 1,
  });
  const over = async () => {
    const [{ due }] = await sql<[{ due: number }]>`
      select count(*) as due from leads where campaign_id = ${campaignId} and (call_attempts = 0 or status = 'calling')`;
    // The test also waits for the final prices, because the product polls the price for some time after a call ends.
    return due === 0 && (await sql`select from calls where live or cost_source = 'estimated'`).length === 0;
  };
  await waitUntil(over, 'every lead called, and every call priced', 60_000);
  const called = system.simulator.ledger().calls.map(({ to }) => to);
  expect(called.filter((to) => phones.includes(to)).toSorted()).toEqual(phones.toSorted());
  expect(await sql`select lead_id from calls where campaign_id = ${campaignId} order by lead_id`).toEqual(
    leadIds.map((leadId) => ({ leadId })),
  );
  const [{ overlaps }] = await sql<[{ overlaps: number }]>`
    select count(*) as overlaps from calls a join calls b on b.agent_id = a.agent_id and b.id > a.id
    where a.campaign_id = ${campaignId} and a.connected_at is not null and b.connected_at is not null
      and a.connected_at < b.end_time and b.connected_at < a.end_time`;
  expect(overlaps).toBe(0);
  const agents = await sql<{ currentCalls: number }[]>`
    select a.current_calls from agents a join campaigns k using (tenant_id) where k.id = ${campaignId}`;
  expect(agents.map(({ currentCalls }) => currentCalls)).toEqual([0, 0]);
  const [first, second] = await Promise.all(
    both.map((process) => send(process, 'GET', '/api/calls/stats/summary', { token: owner.token })),
  );
  expect(first!.body).toEqual(second!.body);
  expect(first!.body['stats'].total_calls).toBe(phones.length);
}, 90_000);
