import { expect, inject, test } from 'vitest';
import { createTenant, openSession } from '../../helpers/api/client.ts';
import { openBrowser } from '../../helpers/browser/browser.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const browser = await openBrowser();
const DOCUMENTS = ['/openapi.json', '/openapi/dialer.json', '/openapi/callcenter-pro.json', '/openapi/operator.json'];

test.each([...DOCUMENTS, '/docs', '/docs/swagger-ui-bundle.js'])(
  '%s has an ETag, and a client that has the text gets no second copy',
  async (path) => {
    const first = await system.request(path);
    const etag = first.headers.get('etag')!;
    expect([first.status, etag]).toEqual([200, expect.stringMatching(/^".{43}"$/)]);
    const again = await system.request(path, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  },
);

test.each(DOCUMENTS)('a page of every origin may read %s, without a credential', async (path) => {
  const origin = 'https://tools.example.com';
  const reply = await system.request(path, { headers: { origin } });
  expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  const headers = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'if-none-match' };
  const preflight = await system.request(path, { method: 'OPTIONS', headers });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
});

test('the page loads files of this server only, and its policy allows no others', async () => {
  const page = await system.request('/docs');
  const html = await page.text();
  const paths = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].flatMap(([, url]) => (url === 'data:,' ? [] : url!));
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) {
    expect(path).toMatch(/^\/docs\//);
    expect((await system.request(path)).status).toBe(200);
  }
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:/);
});

// The start of the browser takes 10 s, so only the long version has the test.
test.runIf(inject('isLong'))(
  'a reader chooses a document and tries operations with a token and with a session cookie',
  async () => {
    const owner = await createTenant(system);
    const context = await browser.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== base) problems.push(request.url());
    });
    // The documents name 127.0.0.1, and the reader uses another name of the same machine.
    const base = `http://localhost:${system.config.port}`;
    const replyOf = async (tag: string, operation: string) => {
      await page.locator(`#operations-tag-${tag}`).click();
      const block = page.locator(`[id$="-${operation}"]`);
      await block.locator('.opblock-summary-control').click();
      await block.getByRole('button', { name: 'Try it out' }).click();
      const reply = page.waitForResponse((response) => response.url().startsWith(`${base}/api/`));
      await block.getByRole('button', { name: 'Execute' }).click();
      return (await reply).json() as Promise<unknown>;
    };
    const authorize = async (scheme: string, value: string) => {
      await page.locator('.btn.authorize').first().click();
      const form = page.locator('.auth-container', { hasText: scheme });
      await form.locator('input').fill(value);
      await form.locator('.modal-btn.auth.authorize').click();
      await page.locator('.btn-done').first().click();
    };

    await page.goto(`${base}/docs`);
    await authorize('bearer', owner.token);
    expect(await replyOf('Campaigns', 'listCampaigns')).toEqual({ success: true, campaigns: [], count: 0 });

    const { cookie } = await openSession(system, owner);
    const [name, value] = cookie.split('=') as [string, string];
    await context.addCookies([{ name, value, url: base, httpOnly: true }]);
    await page.locator('#select').selectOption({ label: 'CallCenter Pro (session cookie)' });
    expect(await replyOf('Buyers', 'listBuyers')).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
    // The page takes a second. On a machine that does other work, a browser takes many times longer.
  },
  60_000,
);
