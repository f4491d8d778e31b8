import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { addUser, createTenant } from '../../../helpers/api/client.ts';
import { createTestSystem, REAL_CARRIER } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);

async function addAgent() {
  const user = await addUser(system, owner, 'agent');
  const fields = { name: 'Jane Roe', phone: newAgentPhone(), user_id: user.user.id };
  const { id } = (await owner.post('/api/agents', fields)).body['agent'];
  return { id: id as string, user };
}

test('an agent gets a token for the own browser, and no one else does', async () => {
  const { id, user } = await addAgent();
  const { status, body } = await user.post(`/api/agents/${id}/device-token`);
  const identity = `agent_${id.replaceAll('-', '')}`;
  const socketUrl = `${system.simulator.url.replace('http', 'ws')}/devices`;
  expect([status, body]).toMatchObject([
    201,
    { identity, expires_in: 3_600, carrier: 'simulator', socket_url: socketUrl },
  ]);
  const payload = decodeJwt(body['token']);
  expect(payload).toMatchObject({ sub: system.simulator.accountSid, grants: { identity } });
  expect(payload.exp! - payload.iat!).toBe(3_600);
  expect((await owner.post(`/api/agents/${id}/device-token`)).status).toBe(403);
  expect((await (await addAgent()).user.post(`/api/agents/${id}/device-token`)).status).toBe(403);
  expect((await (await createTenant(system)).post(`/api/agents/${id}/device-token`)).status).toBe(404);
  await owner.put(`/api/agents/${id}`, { is_active: false });
  expect((await user.post(`/api/agents/${id}/device-token`)).status).toBe(403);
});

test('the carrier rings the browser of an agent who has chosen it, and another device in place of an open leg', async () => {
  const { id, user } = await addAgent();
  const address = async () => (await sql`select address from agents where uuid = ${id}`)[0]!['address'];
  expect(await address()).toMatch(/^\+/);
  expect((await user.put(`/api/agents/${id}/device`, { device: 'browser' })).body['agent']).toMatchObject({
    device: 'browser',
  });
  expect(await address()).toBe(`client:agent_${id.replaceAll('-', '')}`);
  await sql`
    insert into call_legs (tenant_id, agent_id, status, from_number, to_number)
    select tenant_id, id, 'in-progress', '+14155551234', address from agents where uuid = ${id}`;
  const renewed = async () =>
    (
      await sql`
    select renewed_at is not null as renewed from call_legs p join agents a on a.id = p.agent_id
    where a.uuid = ${id}`
    )[0]!['renewed'];
  await user.put(`/api/agents/${id}/device`, { device: 'browser' });
  expect(await renewed()).toBe(false);
  await sql`update agents set current_calls = 1 where uuid = ${id}`;
  expect((await user.put(`/api/agents/${id}/device`, { device: 'phone' })).status).toBe(409);
  expect((await owner.put(`/api/agents/${id}`, { device: 'phone' })).status).toBe(409);
  await sql`update agents set current_calls = 0 where uuid = ${id}`;
  expect((await owner.put(`/api/agents/${id}/device`, { device: 'phone' })).status).toBe(200);
  expect(await renewed()).toBe(true);
});

test('an agent chooses the own device only, and an unknown device is refused', async () => {
  const { id, user } = await addAgent();
  const other = await addAgent();
  expect((await other.user.put(`/api/agents/${id}/device`, { device: 'browser' })).status).toBe(403);
  const { status, body } = await user.put(`/api/agents/${id}/device`, { device: 'fax' });
  expect([status, body['details'][0].field]).toEqual([400, 'device']);
});

test('a deployment with a real carrier and without a key for tokens says which settings are missing', async () => {
  const real = await createTestSystem({ env: REAL_CARRIER });
  const tenant = await createTenant(real);
  const { user } = { user: await addUser(real, tenant, 'agent') };
  const fields = { name: 'Jane Roe', phone: '+14155559001', user_id: user.user.id };
  const { id } = (await tenant.post('/api/agents', fields)).body['agent'];
  const { status, body } = await user.post(`/api/agents/${id}/device-token`);
  expect([status, body['message']]).toEqual([409, expect.stringContaining('TWILIO_API_KEY_SECRET')]);
});
