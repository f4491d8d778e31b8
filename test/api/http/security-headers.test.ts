import { expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createTenant } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { ctx, config } = system;
const { token } = await createTenant(system);

const STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const responses: [method: string, path: string, headers?: Record<string, string>][] = [
  ['GET', '/nothing'],
  ['GET', '/healthz'],
  ['GET', '/metrics'],
  ['GET', '/admin/queues'],
  ['GET', '/openapi.json'],
  ['GET', '/docs'],
  ['GET', '/docs/start.js'],
  ['GET', '/console'],
  ['GET', '/console/console.js'],
  ['GET', '/dni.js'],
  ['GET', '/ws'],
  ['POST', '/webhooks/twilio/status'],
  ['POST', '/dni/track'],
  ['OPTIONS', '/api/dni/track', { origin: 'https://www.example.com', 'access-control-request-method': 'POST' }],
  ['POST', '/api/auth/login'],
  ['POST', '/api/rtb/webhook/1'],
  ['GET', '/api/campaigns'],
  ['GET', '/api/campaigns', { authorization: `Bearer ${token}` }],
  ['GET', '/api/leads/template/csv', { authorization: `Bearer ${token}` }],
];

test.each(responses)('%s %s has the security headers', async (method, path, headers = {}) => {
  const { headers: all } = await system.request(path, { method, headers });
  expect(all.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(all.get('content-security-policy')).not.toMatch(/unsafe-eval|https?:|\*/);
  expect(all.get('x-content-type-options')).toBe('nosniff');
  expect(all.get('x-frame-options')).toBe('DENY');
  expect(all.get('referrer-policy')).toBe('no-referrer');
  expect(all.get('cross-origin-resource-policy')).toBe(path === '/dni.js' ? 'cross-origin' : 'same-origin');
  expect(all.get('strict-transport-security')).toBeNull();
  const isPublicFile = /^\/(?:docs|console|openapi|dni\.js)/.test(path);
  expect(all.get('cache-control')).toMatch(isPublicFile ? /no-cache|max-age/ : /^no-store$/);
  const isData = path.startsWith('/api/');
  expect(all.get('content-security-policy') === STRICT || !isData).toBe(true);
});

test('over https every response has HSTS', async () => {
  const app = createApp({ ...ctx, config: { ...config, publicBaseUrl: 'https://calls.example.com' } });
  for (const path of ['/docs', '/api/campaigns', '/nothing', '/console'])
    expect((await app.request(path)).headers.get('strict-transport-security')).toContain('max-age=31536000');
});
