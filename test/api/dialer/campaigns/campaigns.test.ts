import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser, campaignExample, type Client, createTenant, send } from '../../../helpers/api/client.ts';
import { setSeller } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);

async function addCampaign(fields: object = {}, by: Client = owner) {
  const { status, body } = await by.post('/api/campaigns', { ...campaignExample, ...fields });
  expect(status).toBe(201);
  return body['campaign'];
}

const setStatus = (id: string, status: string) => sql`update campaigns set status = ${status} where uuid = ${id}`;

/** Adds a lead to the campaign, and adds an agent to the client's tenant. */
async function addLeadAndAgent(campaign: { id: string }, by: Client = owner) {
  await sql`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized)
    select tenant_id, id, '+14155552671', '+14155552671' from campaigns where uuid = ${campaign.id}`;
  await by.post('/api/agents', { name: 'John Doe', phone: '+14155553333' });
}

test("the reference's example of a campaign is created and shown with every field", async () => {
  const sent = { ...campaignExample, schedule_end: '2024-03-31T17:00:00Z', agent_group_id: 'uuid' };
  const { status, body } = await owner.post('/api/campaigns', sent);
  expect(status).toBe(201);
  expect(body).toMatchObject({ success: true });
  expect(body['campaign']).toMatchObject({
    id: expect.any(String),
    tenant_id: owner.user.tenant_id,
    name: 'Q1 2024 Outreach',
    caller_id: '+14155551234',
    status: 'draft',
    schedule_start: '2024-01-01T09:00:00Z',
    schedule_end: '2024-03-31T17:00:00Z',
    timezone: 'America/Los_Angeles',
    calling_hours_start: '09:00:00',
    calling_hours_end: '17:00:00',
    agent_group_id: null,
    retry_policy: campaignExample.retry_policy,
    amd_enabled: true,
    voicemail_message_url: 'https://example.com/voicemail.mp3',
    record_calls: true,
    total_leads: 0,
    calls_made: 0,
    calls_completed: 0,
    created_at: expect.stringMatching(/Z$/),
    updated_at: expect.stringMatching(/Z$/),
  });
  const { id } = body['campaign'];
  expect((await owner.get(`/api/campaigns/${id}`)).body).toEqual(body);
  const [row] = await sql`select id from campaigns where uuid = ${id}`;
  expect((await owner.get(`/api/campaigns/${row!['id']}`)).body).toEqual(body);
});

test('a campaign needs only a name', async () => {
  const { status, body } = await owner.post('/api/campaigns', { name: 'Later' });
  expect(status).toBe(201);
  expect(body['campaign']).toMatchObject({
    status: 'draft',
    caller_id: null,
    retry_policy: { max_attempts: 3, delay_minutes: 60, retry_on_voicemail: false },
  });
});

test('absent fields of a retry policy keep their values', async () => {
  const retry_policy = { max_attempts: 5, delay_minutes: 15, retry_on_busy: false };
  const campaign = await addCampaign({ retry_policy });
  const { body } = await owner.put(`/api/campaigns/${campaign.id}`, { retry_policy: { delay_minutes: 90 } });
  expect(body['campaign'].retry_policy).toMatchObject({ ...retry_policy, delay_minutes: 90 });
});

test('campaigns are listed newest first, by status and page by page', async () => {
  const leader = await createTenant(system);
  const ids = [
    (await addCampaign({}, leader)).id,
    (await addCampaign({}, leader)).id,
    (await addCampaign({}, leader)).id,
  ];
  await setStatus(ids[0], 'active');
  const listed = async (query: string) => {
    const { status, body } = await leader.get(`/api/campaigns?${query}`);
    expect(status).toBe(200);
    expect(body['count']).toBe(body['campaigns'].length);
    return body['campaigns'].map(({ id }: { id: string }) => id);
  };
  expect(await listed('limit=50&offset=0')).toEqual(ids.toReversed());
  expect(await listed('status=active&limit=50&offset=0')).toEqual([ids[0]]);
  expect(await listed('limit=2&offset=1')).toEqual([ids[1], ids[0]]);
  expect(await listed('status=cancelled')).toEqual([]);
  for (const wrong of ['limit=0', 'limit=ten', 'offset=-1', 'status=running'])
    expect((await leader.get(`/api/campaigns?${wrong}`)).status).toBe(400);
});

test('an update changes only the fields that are sent', async () => {
  const campaign = await addCampaign();
  const { status, body } = await owner.put(`/api/campaigns/${campaign.id}`, { name: 'Q2' });
  expect(status).toBe(200);
  expect(body['campaign']).toEqual({ ...campaign, name: 'Q2', updated_at: expect.any(String) });
  const cleared = { caller_id: null, schedule_start: null, schedule_end: null, voicemail_message_url: null };
  expect((await owner.put(`/api/campaigns/${campaign.id}`, cleared)).body['campaign']).toMatchObject(cleared);
});

test.each([
  ['unknown_field', { colour: 'red' }, 'colour'],
  ['unknown_field', { retry_policy: { attempts: 3 } }, 'retry_policy.attempts'],
  ['too_small', { name: ' ' }, 'name'],
  ['invalid_format', { caller_id: '4155551234' }, 'caller_id'],
  ['custom', { timezone: 'America/Springfield' }, 'timezone'],
  ['invalid_format', { calling_hours_start: '25:00' }, 'calling_hours_start'],
  ['invalid_format', { schedule_start: 'tomorrow' }, 'schedule_start'],
  ['order', { schedule_end: '2023-12-31T09:00:00Z' }, 'schedule_end'],
  ['too_big', { retry_policy: { max_attempts: 11 } }, 'retry_policy.max_attempts'],
  ['too_small', { retry_policy: { delay_minutes: 0 } }, 'retry_policy.delay_minutes'],
  ['too_small', { ring_seconds_max: 14 }, 'ring_seconds_max'],
  ['invalid_format', { voicemail_message_url: 'ftp://example.com/a.mp3' }, 'voicemail_message_url'],
  ['invalid_type', { amd_enabled: 'yes' }, 'amd_enabled'],
])('%s: %j is rejected by the name of the field', async (code, wrong, field) => {
  for (const reply of [
    await owner.post('/api/campaigns', { ...campaignExample, ...wrong }),
    await owner.put(`/api/campaigns/${(await addCampaign()).id}`, wrong),
  ]) {
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ success: false, statusCode: 400, details: [{ field, code }] });
    expect(reply.body['details'][0].message).not.toBe('');
  }
});

test('a body that is not a JSON object is rejected', async () => {
  const { token } = owner;
  for (const body of ['{"name":', '"name"', '[]', 'null']) {
    const reply = await send(system, 'POST', '/api/campaigns', { token, body });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ success: false, error: expect.any(String), statusCode: 400 });
  }
});

test('an unknown id is not found, and text that is not an id is rejected', async () => {
  for (const id of [randomUUID(), '999999999']) expect((await owner.get(`/api/campaigns/${id}`)).status).toBe(404);
  for (const id of ['x', '0', '-1', '1.5', '99999999999999999999', '%00'])
    expect((await owner.get(`/api/campaigns/${id}`)).status).toBe(400);
});

test('campaigns of another tenant are not found', async () => {
  const campaign = await addCampaign();
  const stranger = await createTenant(system);
  expect((await stranger.get('/api/campaigns')).body['campaigns']).toEqual([]);
  expect((await stranger.put(`/api/campaigns/${campaign.id}`, { name: 'Mine now' })).status).toBe(404);
  expect((await owner.get(`/api/campaigns/${campaign.id}`)).body['campaign']).toEqual(campaign);
});

test('agents read campaigns of their group or without a group, and cannot change them', async () => {
  const user = await addUser(system, owner, 'agent');
  const { agent_group: group } = (await owner.post('/api/agent-groups', { name: 'Readers' })).body;
  await owner.post('/api/agents', {
    name: 'John Doe',
    phone: '+14155553333',
    user_id: user.user.id,
    agent_group_id: group.id,
  });
  const mine = await addCampaign({ agent_group_id: group.id });
  const hidden = await addCampaign({ agent_group_id: randomUUID() });
  expect((await user.get(`/api/campaigns/${mine.id}`)).body['campaign']).toEqual(mine);
  expect((await user.get(`/api/campaigns/${hidden.id}`)).status).toBe(404);
  const refused = await user.post(`/api/campaigns/${mine.id}/start`);
  expect(refused.status).toBe(403);
  expect(refused.body['message']).toContain('campaigns.write');
});

test('a campaign starts, pauses and starts again', async () => {
  const campaign = await addCampaign();
  await addLeadAndAgent(campaign);
  const started = await owner.post(`/api/campaigns/${campaign.id}/start`);
  expect(started.status).toBe(200);
  expect(started.body).toMatchObject({
    success: true,
    message: 'Campaign started successfully',
    campaign: { id: campaign.id, status: 'active' },
  });
  expect((await owner.post(`/api/campaigns/${campaign.id}/start`)).body['campaign'].status).toBe('active');
  const paused = await owner.post(`/api/campaigns/${campaign.id}/pause`);
  expect(paused.status).toBe(200);
  expect(paused.body['campaign'].status).toBe('paused');
  expect((await owner.post(`/api/campaigns/${campaign.id}/start`)).body['campaign'].status).toBe('active');
});

test('an impossible change of status is rejected with the reason', async () => {
  const campaign = await addCampaign();
  await addLeadAndAgent(campaign);
  const pause = await owner.post(`/api/campaigns/${campaign.id}/pause`);
  expect(pause.status).toBe(409);
  expect(pause.body['message']).toContain('draft');
  await setStatus(campaign.id, 'cancelled');
  const start = await owner.post(`/api/campaigns/${campaign.id}/start`);
  expect(start.status).toBe(409);
  expect(start.body['message']).toContain('cancelled');
  await setStatus(campaign.id, 'completed');
  expect((await owner.post(`/api/campaigns/${campaign.id}/start`)).body['campaign'].status).toBe('active');
});

test('an empty campaign starts, and the reply lists everything that it waits for', async () => {
  const leader = await createTenant(system);
  await setSeller(sql, leader);
  const campaign = await addCampaign({ caller_id: null }, leader);
  const { status, body } = await leader.post(`/api/campaigns/${campaign.id}/start`);
  expect([status, body['campaign'].status]).toEqual([200, 'active']);
  expect(body['warnings'].map(({ field }: { field: string }) => field)).toEqual(['caller_id', 'leads', 'agents']);

  const preflight = (await leader.get(`/api/campaigns/${campaign.id}/preflight`)).body['preflight'];
  expect(preflight).toMatchObject({ total: 0, can_start: true, missing: [], warnings: body['warnings'] });
});

test('a campaign with a start in the future is scheduled, also after a pause', async () => {
  const campaign = await addCampaign({ schedule_start: '2030-01-01T09:00:00Z' });
  await addLeadAndAgent(campaign);
  for (const [step, status] of [
    ['start', 'scheduled'],
    ['pause', 'paused'],
    ['start', 'scheduled'],
  ])
    expect((await owner.post(`/api/campaigns/${campaign.id}/${step}`)).body['campaign']).toMatchObject({ status });
});

test('a cancelled campaign cannot be started or paused', async () => {
  const campaign = await addCampaign();
  await addLeadAndAgent(campaign);
  const cancelled = await owner.post(`/api/campaigns/${campaign.id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { success: true, campaign: { status: 'cancelled' } } });
  for (const step of ['start', 'pause'])
    expect((await owner.post(`/api/campaigns/${campaign.id}/${step}`)).status).toBe(409);
});

test('concurrent starts of a campaign all succeed', async () => {
  const campaign = await addCampaign();
  await addLeadAndAgent(campaign);
  const replies = await Promise.all(Array.from({ length: 8 }, () => owner.post(`/api/campaigns/${campaign.id}/start`)));
  expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(200));
});
