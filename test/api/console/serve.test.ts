import { expect, test } from 'vitest';
import { createTenant } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();

/** Returns the page without the time at which it was sent. */
const withoutTime = (page: string) => page.replace(/<meta name="time" content="[^"]*"/, '');

test('every path below /console gets the page, and the page loads files of this server only', async () => {
  const page = await system.request('/console');
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:/);
  const html = await page.text();
  const other = await (await system.request('/console/campaigns/new')).text();
  expect(withoutTime(other)).toBe(withoutTime(html));
  expect(html).not.toMatch(/https?:\/\//);
  const paths = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(paths).toHaveLength(3);
  for (const path of paths) expect((await system.request(path)).status).toBe(200);
});

test('the files of the page have their hash in the name, so browsers keep them', async () => {
  const html = await (await system.request('/console/')).text();
  const script = /src="([^"]+-[A-Z0-9]{8}\.js)"/.exec(html)?.[1];
  const reply = await system.request(script!);
  expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(reply.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await reply.text()).toMatch(/\/\/# sourceMappingURL=/);
  expect((await system.request('/console/assets/main-OLD00000.js')).status).toBe(404);
});

test('the start page leads to the console, and browsers get an icon', async () => {
  const start = await system.request('/');
  expect([start.status, start.headers.get('location')]).toEqual([302, '/console/']);
  expect((await system.request('/favicon.ico')).headers.get('content-type')).toBe('image/svg+xml');
});

test('the page knows whether the first account exists and whether visitors may create one', async () => {
  const metaOf = async () => /"sign-up" content="(\w+)"[^]*"accounts" content="(\w+)"/.exec(await page())?.slice(1);
  const page = async () => (await system.request('/console')).text();
  const { sql } = system.ctx;
  expect(await sql`select from tenants`).toHaveLength(0);
  expect(await metaOf()).toEqual(['open', 'none']);
  await createTenant(system);
  expect(await metaOf()).toEqual(['open', 'some']);
});
