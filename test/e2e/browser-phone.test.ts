/** An agent takes calls in a browser: the device registers, rings once, and people join. */
import { expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { addUser, createTenant } from '../helpers/api/client.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
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
}, 60_000);

test.runIf(inject('isLong'))(
  'at the desk an agent chooses the browser, answers with a key, talks, and leaves the line',
  async () => {
    const live = await createTestSystem({ listen: true, startAt: '2026-01-13T20:00:00Z' });
    const talker = {
      kind: 'human',
      ringSeconds: 1,
      talkSeconds: 4,
      patienceSeconds: null,
      detectionSeconds: 1,
    } as const;
    live.simulator.addBehaviours({ match: '^\\+12125558', persona: talker });
    const owner = await createTenant(live);
    const user = await addUser(live, owner, 'agent');
    const fields = { name: 'Jane Roe', phone: newAgentPhone(), user_id: user.user.id };
    const { id } = (await owner.post('/api/agents', fields)).body['agent'];
    const campaign = await createCampaign(owner, { agent_legs: 'parked', wrap_up_seconds: 60 });
    await insertLeads(live.ctx.sql, campaign, ['+12125558101', '+12125558102']);
    live.startWorkers();

    const problems: string[] = [];
    const page = await (await (await openBrowser()).newContext({ locale: 'en-US' })).newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`http://127.0.0.1:${live.config.port}/console/desk`);
    const [{ email }] = await live.ctx.sql<[{ email: string }]>`select email from users where uuid = ${user.user.id}`;
    await page.getByLabel('E-mail or user name').fill(email);
    await page.getByLabel('Password').fill('securePassword123');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByLabel('Calls ring at').selectOption('browser');
    await page.getByText('Ready for calls').waitFor();
    await page.keyboard.press('F2');
    await owner.post(`/api/campaigns/${campaign}/start`);
    await page.getByText('Your line rings').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('On the line', { exact: true }).waitFor();
    // The person hangs up after four seconds, and the line stays open.
    await page.locator('.status-bar', { hasText: 'Wrap-up' }).waitFor();
    await page.getByText('On the line', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Leave the line' }).click();
    await page.getByText('Ready for calls').waitFor();
    await page.getByRole('button', { name: 'Break', pressed: false }).waitFor();
    const agent = () => live.ctx.sql`select status, status_reason from agents where uuid = ${id}`;
    await waitUntil(async () => (await agent())[0]!['status'] === 'break', agent, 20_000);
    expect(await agent()).toEqual([{ status: 'break', statusReason: 'phone_hung_up' }]);
    // A second window of the agent would take the place of the first one, and a closed one ends the registration.
    await page.getByLabel('Calls ring at').selectOption('phone');
    await waitUntil(
      async () => (await user.get(`/api/agents/${id}`)).body['agent'].device === 'phone',
      'the phone',
      10_000,
    );
    expect(problems).toEqual([]);
  },
  120_000,
);
