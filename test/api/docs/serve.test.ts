import { expect, test } from 'vitest';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const DOCUMENTS = ['/openapi.json', '/openapi/dialer.json', '/openapi/callcenter-pro.json'];

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
