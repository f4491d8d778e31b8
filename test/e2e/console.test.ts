/** The console in a real browser, against the whole product. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { emitLiveEvent } from '../../shared/live-events.ts';
import { addUser, createTenant, send } from '../helpers/api/client.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { consoleBrowser } from '../helpers/browser/console-page.ts';
import { expectGoodScreens } from '../helpers/browser/screens.ts';
import { newAgentPhone } from '../helpers/fixtures/agent-phones.ts';
import { createCampaign, insertLeads } from '../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../helpers/system.ts';
import { waitUntil } from '../helpers/wait.ts';

const system = await createTestSystem({ listen: true });
const browser = await openBrowser();
const base = `http://127.0.0.1:${system.config.port}`;

/** Errors in the console of the browser, and requests to other hosts. Each test checks that there are none. */
const problems: string[] = [];

async function openPage(path: string, options: Parameters<typeof browser.newContext>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  // Shorter than the timeout of a test, so that a failure names the step that waits.
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => !request.url().startsWith(base) && problems.push(request.url()));
  await page.goto(`${base}${path}`);
  return page;
}

const PASSWORD = 'a long enough password';

async function createOwner(): Promise<{ email: string; token: string }> {
  const email = `${randomUUID()}@example.com`;
  const { body } = await send(system, 'POST', '/api/auth/register', {
    body: { email, password: PASSWORD, role: 'admin' },
  });
  return { email, token: body['token'] };
}

async function logIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail or user name').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

const CALL_UPDATE = { callId: randomUUID(), status: 'in-progress', connected: true } as const;

test('a visitor creates the first account, logs out and in again, and sees a live call on the floor', async () => {
  const page = await openPage('/');
  await page.getByLabel('First name').fill('Ada');
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'Floor' }).waitFor();
  await page.getByText('To the first conversation').waitFor();

  await page.getByRole('button', { name: 'Log out' }).click();
  await logIn(page, 'ada@example.com');
  await page.getByText('Live', { exact: true }).waitFor();
  expect(await page.getByLabel('Password').count()).toBe(0);

  const { sql } = system.ctx;
  const [{ id: tenantId }] = await sql<[{ id: number }]>`select id from tenants`;
  await sql`
    insert into calls (tenant_id, direction, status, from_number, to_number, start_time, connected_at)
    values (${tenantId}, 'outbound', 'in-progress', '+14155551234', '+14155550100', clock_now(), clock_now())`;
  // The server sends the change: the page is not loaded again, and asks for nothing.
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await emitLiveEvent(system.ctx, { tenantId, event: 'call:updated', agentId: null, data: CALL_UPDATE });
  const row = page.getByRole('row', { name: /415 555 0100/ });
  await row.waitFor();
  expect(await row.textContent()).toMatch(/Talking.*Outbound/);
  expect(requests.filter((url) => new URL(url).pathname === '/api/floor')).toEqual([]);
  expect(problems).toEqual([]);
});

test('an agent sees the person on the line, notes what was said and takes a break', async () => {
  const { email, token } = await createOwner();
  const created = await send(system, 'POST', '/api/agents', {
    token,
    body: { name: 'Ada', phone: '+14155559001', email },
  });
  const { sql } = system.ctx;
  const [call] = await sql<[{ id: number }]>`
    insert into calls (tenant_id, agent_id, direction, status, from_number, to_number, start_time, connected_at)
    select tenant_id, id, 'outbound', 'in-progress', '+14155551234', '+14155550200', clock_now(), clock_now()
    from agents where uuid = ${created.body['agent'].id} returning id`;
  await sql`update agents set status = 'available', current_calls = 1 where uuid = ${created.body['agent'].id}`;

  const page = await openPage('/console/desk');
  await logIn(page, email);
  await page.getByText('+1 415 555 0200').first().waitFor();
  expect(await page.locator('.status-bar').textContent()).toMatch(/^Talking/);
  await page.getByLabel('Notes').fill('Wants an offer');
  // The API takes a conversion only after the end of the call.
  expect(await page.getByLabel('The call reached its goal').count()).toBe(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect(await sql`select notes from calls where id = ${call.id}`).toEqual([{ notes: 'Wants an offer' }]);
  await page.keyboard.press('F3');
  await page.getByRole('button', { name: 'Break', pressed: true }).waitFor();
  expect(await sql`select status from agents where uuid = ${created.body['agent'].id}`).toEqual([{ status: 'break' }]);
  expect(problems).toEqual([]);
});

test('an agent agrees a call-back in the time of the person, and looks at the person when it is due', async () => {
  const { sql } = system.ctx;
  const owner = await createTenant(system);
  const agentUser = await addUser(system, owner, 'agent');
  const { agent } = (
    await owner.post('/api/agents', { name: 'Ada', phone: newAgentPhone(), user_id: agentUser.user.id })
  ).body;
  const campaign = await createCampaign(owner, { dial_mode: 'preview' });
  const [leadId] = await insertLeads(sql, campaign, ['+13125552671']);
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, agent_id, direction, status, from_number, to_number, start_time,
      connected_at)
    select l.tenant_id, l.campaign_id, l.id, a.id, 'outbound', 'in-progress', '+14155551234', l.phone, clock_now(),
      clock_now()
    from leads l, agents a where l.id = ${leadId!} and a.uuid = ${agent.id}`;
  await sql`update leads set status = 'calling' where id = ${leadId!}`;
  await sql`update agents set status = 'available', current_calls = 1 where uuid = ${agent.id}`;

  const view = consoleBrowser(system, browser);
  const page = await view.open(agentUser, '/desk', { timezoneId: 'America/New_York' });
  await page.getByText('No call-backs').waitFor();
  await page.getByText('Agree a call-back').click();
  await page.getByLabel('Time in Chicago').fill('2030-01-21T09:30');
  await page.getByText('Your time: Mon, Jan 21, 2030, 10:30 AM').waitFor();
  await page.getByRole('button', { name: 'Save the call-back' }).click();
  const list = page.getByRole('table', { name: 'My call-backs' });
  await list.getByText('Mon, Jan 21, 2030, 09:30 AM in Chicago (your time: Mon, Jan 21, 2030, 10:30 AM)').waitFor();
  await page.getByRole('button', { name: 'Cancel the call-back' }).waitFor();
  expect(await sql`select next_call_at, call_back from leads where id = ${leadId!}`).toEqual([
    { nextCallAt: new Date('2030-01-21T15:30:00Z'), callBack: true },
  ]);

  await sql`update calls set status = 'completed', end_time = clock_now(), disposition = 'answered'`;
  await sql`update leads set status = 'pending', next_call_at = clock_now() where id = ${leadId!}`;
  await sql`update agents set current_calls = 0, wrap_up_until = null where uuid = ${agent.id}`;
  await sql`update campaigns set status = 'active' where uuid = ${campaign}`;
  await page.reload();
  await page.getByRole('button', { name: 'Look and call: Sara Ahmed' }).click();
  await page.getByRole('button', { name: 'Skip' }).waitFor();
  expect(await sql`select from lead_previews where lead_id = ${leadId!}`).toHaveLength(1);
  expect(view.problems).toEqual([]);
  await page.context().close();
});

test.runIf(inject('isLong'))(
  'an agent holds a person, takes the person off hold, transfers the call and chooses the outcome with a key',
  async () => {
    const { sql } = system.ctx;
    const [person, receiver] = ['+12125558101', '+12125558102'];
    const far = {
      kind: 'human',
      ringSeconds: 1,
      talkSeconds: null,
      patienceSeconds: null,
      detectionSeconds: 1,
    } as const;
    system.simulator.addBehaviours({ match: '^\\+12125558', persona: far });
    const stopWorkers = system.startWorkers();
    const owner = await createTenant(system);
    const agentUser = await addUser(system, owner, 'agent');
    const fields = { name: 'Ada', phone: '+14155559001', user_id: agentUser.user.id };
    await owner.post('/api/agents', fields);
    for (const code of ['interested', 'wrong_person'])
      await owner.post('/api/dispositions', { code, name: code.replace('_', ' '), next_step: 'final' });
    const campaign = await createCampaign(owner, { wrap_up_seconds: 60 });
    const [leadId] = await insertLeads(sql, campaign, [person]);
    // Another agent talked with the person before.
    await sql`
      insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, end_time,
        disposition, notes)
      select tenant_id, campaign_id, id, 'outbound', 'completed', '+14155551234', phone, clock_now() - interval '3 days',
        clock_now() - interval '3 days', 'answered', 'Asked for an offer'
      from leads where id = ${leadId!}`;

    const page = await openPage('/console/desk');
    const [{ email }] = await sql<[{ email: string }]>`select email from users where uuid = ${agentUser.user.id}`;
    await logIn(page, email, 'securePassword123');
    await page.getByRole('button', { name: 'Ready' }).click();
    await page.getByText('Ready. The next person appears here').waitFor();
    await owner.post(`/api/campaigns/${campaign}/start`);
    await page.getByText('Sara Ahmed').first().waitFor({ timeout: 30_000 });
    await page.getByText('Asked for an offer').waitFor();

    const button = (name: string) => page.getByRole('button', { name });
    await button('Hold').click({ timeout: 20_000 });
    await button('Take off hold').waitFor();
    const heldSince = async () => (await sql`select held_at from conversations`)[0]?.['heldAt'];
    await waitUntil(async () => (await heldSince()) !== null, 'the hold', 10_000);
    await button('Take off hold').click();
    await page.getByRole('button', { name: 'Hold', exact: true }).waitFor();
    await waitUntil(async () => (await heldSince()) === null, 'the end of the hold', 10_000);

    // The keypad takes the digits while it is open. Afterwards they choose outcomes.
    await button('Keypad').click();
    await page.keyboard.press('2');
    await waitUntil(
      async () => system.simulator.ledger().calls.find(({ to }) => to === person)?.keysHeard === '2',
      'the key',
      10_000,
    );
    expect(await sql`select from calls where disposition_id is not null`).toHaveLength(0);
    await button('Transfer or add').click();
    await page.getByLabel('Phone number of the other person').fill(receiver);
    await button('Transfer now').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Transfer now' }).click();
    await page.locator('.status-bar', { hasText: 'Wrap-up' }).waitFor();

    // The two others still talk. The person stays on the screen, and the outcome is the agent's.
    await page.getByLabel('Notes').fill('Goes on with the bank');
    await page.getByRole('heading', { name: 'Desk' }).click();
    await page.keyboard.press('2');
    await page.getByText('Outcome: wrong person.').waitFor();
    await page.getByRole('button', { name: 'wrong person', pressed: true }).waitFor();
    expect(
      await sql`
        select c.live, c.notes, d.code from calls c join dispositions d on d.id = c.disposition_id
        where c.lead_id = ${leadId!}`,
    ).toEqual([{ live: true, notes: 'Goes on with the bank', code: 'wrong_person' }]);

    const [leg] = await sql`select call_sid from call_legs where guest_role = 'transfer' and to_number = ${receiver}`;
    await system.ctx.carrier.hangUp(leg!['callSid']);
    const isOver = async () => (await sql`select from leads where status = 'completed'`).length === 1;
    await waitUntil(isOver, () => sql`select status, status_reason from leads`, 20_000);
    expect(await sql`select status_reason from leads where id = ${leadId!}`).toEqual([
      { statusReason: 'wrong_person' },
    ]);
    expect(problems).toEqual([]);
    await stopWorkers();
  },
  120_000,
);

/** Every screen that needs no id in its path. */
const SCREENS = [
  '/floor',
  '/desk',
  '/calls',
  '/campaigns',
  '/campaigns/new',
  '/dispositions',
  '/dispositions/new',
  '/agents',
  '/account',
];

test.runIf(inject('isLong'))(
  'every screen fits a phone and a desk, in light and dark, and axe finds nothing serious',
  async () => {
    const owner = await createTenant(system);
    await owner.post('/api/agents', { name: 'Ada', phone: newAgentPhone(), user_id: owner.user.id });
    await owner.post('/api/dispositions', { code: 'interested', name: 'Interested' });
    const view = consoleBrowser(system, browser);
    await expectGoodScreens(view, owner, SCREENS);
    expect(view.problems).toEqual([]);
  },
  120_000,
);
