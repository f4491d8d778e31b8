/** An agent takes calls in a browser: the device registers, rings once, and people join. */
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { addUser, createTenant } from '../helpers/api/client.ts';
import { newAgentPhone } from '../helpers/fixtures/agent-phones.ts';
import { createCampaign, insertLeads } from '../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../helpers/system.ts';
import { waitUntil } from '../helpers/wait.ts';

const system = await createTestSystem({ listen: true, clockSpeed: 12, startAt: '2026-01-13T23:00:00Z' });
const { sql } = system.ctx;

test('an agent with a browser answers once, talks with a lead, hangs up and is on a break', async () => {
  const owner = await createTenant(system);
  const user = await addUser(system, owner, 'agent');
  const fields = { name: 'Jane Roe', phone: newAgentPhone(), user_id: user.user.id, device: 'browser' };
  const { id } = (await owner.post('/api/agents', fields)).body['agent'];
  const { token, socket_url: url } = (await user.post(`/api/agents/${id}/device-token`)).body as Record<string, string>;
  const browser = new WebSocket(`${url}?token=${token}`);
  const rings: string[] = [];
  browser.on('message', (data) => {
    const { type, callSid } = JSON.parse((data as Buffer).toString()) as Record<string, string>;
    if (type !== 'ring') return;
    rings.push(callSid!);
    browser.send(JSON.stringify({ type: 'answer', callSid }));
  });
  await user.put(`/api/agents/${id}/status`, { status: 'available' });
  const campaign = await createCampaign(owner, { agent_legs: 'parked', wrap_up_seconds: 1 });
  await insertLeads(sql, campaign, ['+14155558010', '+14155558011']);
  system.startWorkers();
  expect((await owner.post(`/api/campaigns/${campaign}/start`)).status).toBe(200);
  const talks = () => sql`select from calls where connected_at is not null and end_time is not null`;
  await waitUntil(async () => (await talks()).length === 2, 'two conversations', 60_000);
  expect(rings).toHaveLength(1);
  await insertLeads(sql, campaign, ['+14155558300']);
  await owner.post(`/api/campaigns/${campaign}/start`);
  const legs = await sql<{ status: string; toNumber: string; hasDetection: boolean }[]>`
    select status, to_number, has_detection from call_legs where call_id is null`;
  expect(legs).toMatchObject([{ toNumber: expect.stringMatching(/^client:agent_/), hasDetection: false }]);
  browser.close();
});
