import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();

test('the console is served with all its files, and its policy forbids scripts of other hosts', async () => {
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

test('the console requests only paths that the API has', async () => {
  const script = readFileSync(new URL('../../../api/console/console.js', import.meta.url), 'utf8');
  const requests = [...script.matchAll(/\b(get|post)\((?:'|`)(\/[^'`?]+)/g)].map(([, method, path]) => ({
    method: method!,
    path: path!.replace('${verb}', 'start').replaceAll(/\$\{\w+\}/g, '{id}'),
  }));
  expect(requests.length).toBeGreaterThan(6);
  const document = (await (await system.request('/openapi.json')).json()) as { paths: Record<string, object> };
  const unknown = requests.filter(({ method, path }) => !Object.hasOwn(document.paths[path] ?? {}, method));
  expect(unknown).toEqual([]);
});
