import { expect, test } from 'vitest';
import { createTestSystem } from '../../helpers/system.ts';

test('a proxy that is not set is detected and said, once', async () => {
  const logLines: string[] = [];
  const system = await createTestSystem({ env: { TRUSTED_PROXIES: '', LOG_LEVEL: 'warn' }, logLines });
  const messageOf = async (headers: Record<string, string>) =>
    ((await (await system.request('/readyz', { headers })).json()) as { message?: string }).message;
  expect(await messageOf({})).toBeUndefined();
  for (const address of ['203.0.113.1', '203.0.113.2'])
    await system.request('/api/campaigns', { headers: { 'x-forwarded-for': address } });
  await expect.poll(() => messageOf({}), { timeout: 5_000 }).toMatch(/TRUSTED_PROXIES/);
  expect(logLines.filter((line) => line.includes('TRUSTED_PROXIES'))).toHaveLength(1);
});
