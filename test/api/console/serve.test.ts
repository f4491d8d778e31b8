import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();

test('the page and all it loads are served, and nothing of other hosts may run in it', async () => {
  const page = await system.request('/console');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const html = await page.text();
  const loaded = [...html.matchAll(/(?:src|href)="(\/console\/[^"]+)"/g)].map(([, path]) => path!);
  expect(loaded).toHaveLength(2);
  const replies = await Promise.all(loaded.map(async (path) => system.request(path)));
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect(html).not.toMatch(/https?:\/\//);
});

test('the page asks the API for nothing that the API does not have', async () => {
  const script = readFileSync(new URL('../../../api/console/console.js', import.meta.url), 'utf8');
  const asked = [...script.matchAll(/\b(get|post)\((?:'|`)(\/[^'`?]+)/g)].map(([, method, path]) => ({
    method: method!,
    path: path!.replace('${verb}', 'start').replaceAll(/\$\{\w+\}/g, '{id}'),
  }));
  expect(asked.length).toBeGreaterThan(6);
  const document = (await (await system.request('/openapi.json')).json()) as { paths: Record<string, object> };
  const unknown = asked.filter(({ method, path }) => !Object.hasOwn(document.paths[path] ?? {}, method));
  expect(unknown).toEqual([]);
});
