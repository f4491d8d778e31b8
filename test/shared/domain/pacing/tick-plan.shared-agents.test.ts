/** Tests campaigns that share agents: together the campaigns start no more calls than the agents can take. */
import { expect, test } from 'vitest';
import {
  agentRows,
  callRow,
  type DialingTenant,
  createDialingTenant,
  reportStatus,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { releaseAgent, reserveAgent } from '../../../../sql/agents/availability.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;

const MODE = { dial_mode: 'progressive' };
const SPANISH = { required_skills: ['spanish'] };

let lastNumber = 2_000;
const phones = (count: number) => Array.from({ length: count }, () => `+1212555${(lastNumber += 1)}`);

/** Creates another campaign of the same tenant, with enough leads. */
async function campaignBeside(floor: DialingTenant, fields: Record<string, unknown> = {}): Promise<DialingTenant> {
  const campaign = await createCampaign(floor.owner, { ...MODE, ...fields });
  await insertLeads(sql, campaign, phones(6));
  const [{ id }] = await sql<[{ id: number }]>`
    update campaigns set status = 'active' where uuid = ${campaign} returning id`;
  return { ...floor, campaign, campaignId: id };
}

/**
 * Creates a campaign whose calls all agents can take. The first `spanish` agents also have the skill `spanish`, which
 * other campaigns require.
 */
async function floorOf(agents: number, spanish: number): Promise<DialingTenant> {
  const floor = await createDialingTenant(system, { phones: phones(6), agents, ...MODE });
  for (const { id } of (await agentRows(system, floor)).slice(0, spanish))
    await sql`update agents set skills = '{spanish}' where id = ${id}`;
  return floor;
}

const started = async (floor: DialingTenant) => (await tickCampaign(system, floor)).length;

test('campaigns with the same agents together start one call for each agent', async () => {
  const floor = await floorOf(3, 0);
  const other = await campaignBeside(floor);
  const reserved = await Promise.all([tickCampaign(system, floor), tickCampaign(system, other)]);
  expect(reserved.flat()).toHaveLength(3);
  expect(await tickCampaign(system, other)).toHaveLength(reserved[1].length);
});

test('a campaign leaves agents to the calls of other campaigns', async () => {
  const floor = await floorOf(3, 1);
  const spanish = await campaignBeside(floor, SPANISH);
  expect(await started(floor)).toBe(3);
  // One third of the three calls needs the one agent who speaks Spanish, so no Spanish speaker is left.
  expect(await started(spanish)).toBe(0);
});

test('a campaign keeps the agents that other campaigns do not need', async () => {
  const floor = await floorOf(5, 2);
  const spanish = await campaignBeside(floor, SPANISH);
  expect(await started(spanish)).toBe(2);
  expect(await started(floor)).toBe(3);
});

test('a small team is not shut out by a large campaign that shares it', async () => {
  const floor = await floorOf(6, 3);
  const spanish = await campaignBeside(floor, SPANISH);
  await sql`update agents set status = 'break' where tenant_id = (
    select tenant_id from campaigns where id = ${floor.campaignId}) and skills = '{}'`;
  expect(await started(floor)).toBe(3);
  await sql`update agents set status = 'available' where status = 'break' and tenant_id = (
    select tenant_id from campaigns where id = ${floor.campaignId})`;
  // Three of six agents speak Spanish, so half of the three calls need Spanish speakers. One and a half is rounded up
  // to two, to stay on the safe side. One Spanish speaker is left.
  expect(await started(spanish)).toBe(1);
});

test('campaigns without common agents do not limit each other', async () => {
  const floor = await floorOf(4, 2);
  await sql`update agents set skills = '{german}' where skills = '{}' and tenant_id = (
    select tenant_id from campaigns where id = ${floor.campaignId})`;
  const spanish = await campaignBeside(floor, SPANISH);
  const german = await campaignBeside(floor, { required_skills: ['german'] });
  expect(await started(spanish)).toBe(2);
  expect(await started(german)).toBe(2);
});

test('a campaign does not give up the calls of another campaign', async () => {
  const floor = await floorOf(2, 1);
  const spanish = await campaignBeside(floor, SPANISH);
  const calls = await tickCampaign(system, floor);
  for (const { id } of calls) {
    await system.runJob('call.place', { callId: id });
    await reportStatus(system, await callRow(system, id), { CallStatus: 'ringing' }, 20);
  }
  const [agent] = await agentRows(system, floor);
  await sql`update agents set status = 'offline' where id = ${agent!.id}`;
  expect(await started(spanish)).toBe(0);
  for (const { id } of calls) expect((await callRow(system, id)).status).toBe('ringing');
});

test('a parked agent takes one call at a time, and a release gives back one slot', async () => {
  const floor = await floorOf(1, 0);
  const [{ id, tenantId }] = await sql<[{ id: number; tenantId: number }]>`
    update agents set max_concurrent_calls = 2 where id = ${(await agentRows(system, floor))[0]!.id}
    returning id, tenant_id`;
  const query = { tenantId, groupId: null, skills: [], timezone: 'UTC', excludedIds: [], parked: true };
  expect(await reserveAgent(sql, query)).toMatchObject({ id });
  expect(await reserveAgent(sql, query)).toBeUndefined();
  await sql`update agents set current_calls = 2 where id = ${id}`;
  await releaseAgent(sql, id, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
  expect((await agentRows(system, floor))[0]).toMatchObject({ currentCalls: 1 });
});
