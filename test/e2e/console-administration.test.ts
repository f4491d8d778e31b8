/** An administrator's and a compliance officer's hour in the console, in a real browser. */
import { expect, inject, test } from 'vitest';
import { createTenant, send } from '../helpers/api/client.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { consoleBrowser } from '../helpers/browser/console-page.ts';
import { expectGoodScreens } from '../helpers/browser/screens.ts';
import { createTestSystem } from '../helpers/system.ts';

// At the start of tests it is 10:00 in New York and 07:00 in Los Angeles.
const system = await createTestSystem({ listen: true });
const { sql } = system.ctx;
// The screen of the system asks the carrier about its account.
system.startWorkers(['imports', 'carrier']);
const console = consoleBrowser(system, await openBrowser());
const { problems, open } = console;

/** On an idle machine each test takes five seconds. */
const TEST_MS_MAX = 60_000;

test(
  'an administrator invites, changes and deactivates a user, makes and revokes a key, and sees it in the audit log',
  { timeout: TEST_MS_MAX },
  async () => {
    const owner = await createTenant(system);
    const { token } = owner;
    const page = await open(owner, '/users');
    const dialog = page.getByRole('dialog');
    // The log-in page also has a field for an e-mail address.
    await page.getByRole('heading', { name: 'Invite a user' }).waitFor();
    await page.getByLabel('E-mail').fill('bob@example.com');
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    const code = await page.locator('.secret code').textContent();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('button', { name: 'Withdraw: bob@example.com' }).waitFor();
    const body = { code, password: 'another long password', first_name: 'Bob', last_name: 'Agent' };
    expect((await send(system, 'POST', '/api/auth/invitation', { body })).status).toBe(201);

    await page.reload();
    await page.getByLabel('Role: Bob Agent').selectOption('Supervisor');
    await dialog.getByRole('button', { name: 'Change the role' }).click();
    await page.getByText('Bob Agent is Supervisor now.').waitFor();
    await page.getByRole('button', { name: 'Deactivate: Bob Agent' }).click();
    await dialog.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByText('Bob Agent is deactivated.').waitFor();
    expect(await sql`select role, is_active from users where first_name = 'Bob'`).toEqual([
      { role: 'supervisor', isActive: false },
    ]);

    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByLabel('Name').fill('Reports');
    await page.getByLabel('calls.read').check();
    await page.getByRole('button', { name: 'Create the key' }).click();
    const key = (await page.locator('.secret code').textContent())!;
    expect((await send(system, 'GET', '/api/calls', { token: key })).status).toBe(200);
    expect((await send(system, 'GET', '/api/users', { token: key })).status).toBe(403);
    await page.getByRole('button', { name: 'Revoke: Reports' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The key Reports is revoked.').waitFor();
    expect((await send(system, 'GET', '/api/calls', { token: key })).status).toBe(401);

    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Kind').selectOption('user');
    const row = page.getByRole('row', { name: /Changed: user.*is_active/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/@example.com.*true → false/);
    const { body: listed } = await send(system, 'GET', '/api/users', { token });
    expect(listed['total']).toBe(2);
    expect(problems).toEqual([]);
  },
);

test(
  'a compliance officer checks a number, puts it on the list with a reason, and takes another one off',
  { timeout: TEST_MS_MAX },
  async () => {
    const owner = await createTenant(system);
    const { token } = owner;
    await send(system, 'POST', '/api/dnc', { token, body: { phone: '+12125552600', reason: 'a letter' } });
    const page = await open(owner, '/compliance');
    const dialog = page.getByRole('dialog');
    const check = async (number: string) => {
      await page.getByRole('textbox', { name: 'Phone number' }).fill(number);
      await page.getByRole('button', { name: 'Check' }).click();
    };
    await check('+13105552671');
    await page.getByText('The law allows no call at this hour.').waitFor();
    await check('(212) 555-2671');
    await page.getByText('May be called now').waitFor();
    await page.getByLabel('Reason').fill('asked by mail');
    await page.getByRole('button', { name: 'Add to the list' }).click();
    await page.getByText('It is on a do-not-call list.').waitFor();

    await page.getByRole('link', { name: 'Do not call' }).click();
    expect(await page.getByRole('row', { name: /212 555 2671/ }).textContent()).toMatch(/asked by mail.*John Doe/);
    await page.getByLabel('CSV or Excel file').setInputFiles({
      name: 'list.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('phone\n+12125552601\n+12125552602\n+12125552600\n'),
    });
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByText('2 numbers are added; 1 were on the list, 0 are no numbers.').waitFor();
    await page.getByRole('button', { name: 'Remove: +12125552600' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('+1 212 555 2600 is removed.').waitFor();
    expect(await sql`select phone from dnc_numbers where removed_at is not null and removed_by is not null`).toEqual([
      { phone: '+12125552600' },
    ]);

    await page.getByRole('link', { name: 'Laws' }).click();
    await page.getByLabel('Find a place').fill('germany');
    expect(await page.getByRole('row', { name: /Germany/ }).textContent()).toContain('2009-08-04');
    expect(problems).toEqual([]);
  },
);

const SCREENS = [
  '/users',
  '/api-keys',
  '/audit',
  '/integrations',
  '/system',
  '/do-not-call',
  '/laws',
  '/compliance?phone=%2B12125552671',
];

test.runIf(inject('isLong'))(
  'every screen fits a phone and a desk, in light and dark, and axe finds nothing serious',
  { timeout: 120_000 },
  async () => {
    const owner = await createTenant(system);
    const { token } = owner;
    await send(system, 'POST', '/api/dnc', { token, body: { phone: '+12125552671' } });
    await send(system, 'POST', '/api/api-keys', { token, body: { name: 'Reports', permissions: ['calls.read'] } });
    await expectGoodScreens(console, owner, SCREENS);
    expect(problems).toEqual([]);
  },
);
