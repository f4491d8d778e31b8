/** Tests that a user with the role `agent` reads only their own work, over both APIs. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser, campaignExample, createTenant, openSession } from '../helpers/api/client.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);
const supervisor = await addUser(system, owner, 'supervisor');
const { campaign } = (await owner.post('/api/campaigns', campaignExample)).body;

type Work = { agent: string; call: string; lead: string; recordingSid: string };

let lastPhone = 4_155_550_100;

/** Adds an agent with one ended call to one lead, and the recording of the call. */
async function addWork(userUuid: string | null): Promise<Work> {
  const phone = `+1${(lastPhone += 1)}`;
  const fields = { name: 'An agent', phone, email: `${lastPhone}@example.com`, user_id: userUuid };
  const { agent } = (await owner.post('/api/agents', fields)).body;
  const recordingSid = `RE${randomBytes(16).toString('hex')}`;
  const [row] = await sql<[{ call: string; lead: string }]>`
    with campaign as (
      update campaigns set total_leads = total_leads + 1 where uuid = ${campaign.id}
    ), lead as (
      insert into leads (tenant_id, campaign_id, phone, phone_normalized)
      select tenant_id, id, ${phone}, ${phone} from campaigns where uuid = ${campaign.id} returning *
    ), call as (
      insert into calls (tenant_id, campaign_id, lead_id, agent_id, direction, status, from_number, to_number, start_time,
        end_time, disposition)
      select l.tenant_id, l.campaign_id, l.id, a.id, 'outbound', 'completed', '+14155551234', l.phone, clock_now(),
        clock_now(), 'answered'
      from lead l, agents a where a.uuid = ${agent.id} returning *
    ), recording as (
      insert into recordings (tenant_id, call_id, recording_sid, status)
      select tenant_id, id, ${recordingSid}, 'completed' from call
    )
    select call.uuid as call, lead.uuid as lead from call, lead`;
  return { agent: agent.id, ...row, recordingSid };
}

const ann = await addUser(system, owner, 'agent');
const annBySession = await openSession(system, ann);
const own = await addWork(ann.user.id);
const foreign = await addWork(null);
const get = async (path: string) => (await ann.get(path)).body;
const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);

test('lists and statistics have only the own rows of an agent', async () => {
  expect(idsOf((await get('/api/calls'))['calls'])).toEqual([own.call]);
  expect(idsOf((await get(`/api/calls?agent_id=${foreign.agent}`))['calls'])).toEqual([]);
  expect((await get('/api/calls/stats/summary'))['stats'].total_calls).toBe(1);
  expect((await get('/api/calls/stats/by-disposition'))['dispositions']).toEqual([
    { disposition: 'answered', count: 1 },
  ]);
  const { text } = await get('/api/calls/export.csv');
  expect(text).toContain(own.call);
  expect(text).not.toContain(foreign.call);
  const leads = await get(`/api/leads?campaign_id=${campaign.id}`);
  expect([idsOf(leads['leads']), leads['total']]).toEqual([[own.lead], 1]);
  expect(idsOf((await get('/api/agents'))['agents'])).toEqual([own.agent]);
});

test('the lists of the CallCenter Pro API have only the own rows of an agent', async () => {
  for (const path of ['/api/calls', `/api/campaigns/${campaign.id}/calls`])
    expect((await annBySession.get(path)).body['pagination'].total).toBe(1);
  const { body, headers } = await annBySession.get('/api/agents');
  expect([body['length'], headers.get('x-total-count')]).toEqual([1, '1']);
  expect(JSON.stringify(body)).toContain(`${lastPhone - 1}@example.com`);
});

/** The paths that show the work of an agent, and the client that sends the request. */
const paths = (work: Work) =>
  [
    [ann, `/api/calls/${work.call}`],
    [ann, `/api/calls/${work.call}/logs`],
    [ann, `/api/leads/${work.lead}`],
    [ann, `/api/agents/${work.agent}`],
    [ann, `/api/agents/${work.agent}/stats`],
    [annBySession, `/api/calls/${work.call}`],
    [annBySession, `/api/agents/${work.agent}`],
    [annBySession, `/api/agents/${work.agent}/metrics`],
    [annBySession, `/api/twilio/recordings/${work.recordingSid}`],
  ] as const;

test('an agent reads single rows of their own work only', async () => {
  for (const [client, path] of paths(own)) expect([path, (await client.get(path)).status]).toEqual([path, 200]);
  for (const [client, path] of paths(foreign)) expect([path, (await client.get(path)).status]).toEqual([path, 404]);
});

test('an agent does not see the buyers of a campaign', async () => {
  const buyer = (await owner.post('/api/buyers', { name: 'John Doe', phoneNumber: '+14155554444' })).body;
  const added = await owner.post(`/api/campaigns/${campaign.id}/buyers`, { buyerId: buyer['id'] });
  expect(added.status).toBe(201);
  const ownerBySession = await openSession(system, owner);
  expect((await ownerBySession.get(`/api/campaigns/${campaign.id}`)).body['buyers']).toHaveLength(1);
  expect((await annBySession.get(`/api/campaigns/${campaign.id}`)).body['buyers']).toEqual([]);
});

test('a user with the role agent who has no agent sees no calls, leads or agents', async () => {
  const user = await addUser(system, owner, 'agent');
  for (const [path, rows] of [
    ['/api/calls', 'calls'],
    ['/api/agents', 'agents'],
    [`/api/leads?campaign_id=${campaign.id}`, 'leads'],
  ] as const)
    expect((await user.get(path)).body[rows]).toEqual([]);
});

test('a supervisor sees the work of all agents', async () => {
  const ids = [own.call, foreign.call].toSorted();
  expect(idsOf((await supervisor.get('/api/calls')).body['calls']).toSorted()).toEqual(ids);
  expect((await supervisor.get(`/api/leads?campaign_id=${campaign.id}`)).body['total']).toBe(2);
});
