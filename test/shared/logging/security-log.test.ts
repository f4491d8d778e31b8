import { expect, test } from 'vitest';
import { SecurityLogLimit } from '../../../shared/logging/security-events.ts';
import { addUser, createTenant } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const logLines: string[] = [];
const system = await createTestSystem({ env: { LOG_LEVEL: 'warn' }, logLines });
const { request } = system;

/** Returns the security events that `act` writes to the log. */
async function securityEventsOf(act: () => unknown) {
  logLines.length = 0;
  await act();
  return logLines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['securityEvent']);
}

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('a failed login is logged with the hash of the login, its address and its request', async () => {
  const login = { email: 'Jane@example.com', password: 'wrong password' };
  const [first] = await securityEventsOf(() => post('/api/auth/login', login));
  expect(first).toMatchObject({
    level: 40,
    securityEvent: 'auth.login.failed',
    loginHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    address: 'none',
    requestId: expect.any(String),
  });
  const [again] = await securityEventsOf(() => post('/api/auth/login', { ...login, email: 'jane@example.com' }));
  expect(again?.['loginHash']).toBe(first?.['loginHash']);
  expect(logLines.join('')).not.toMatch(/jane|wrong password/i);
});

test.each([
  ['auth.token.refused', () => request('/api/campaigns', { headers: { authorization: 'Bearer forged.token.here' } })],
  ['auth.session.refused', () => request('/api/pools', { headers: { cookie: 'sid=unknown' } })],
  [
    'csrf.refused',
    () =>
      post('/api/auth/logout', {}, { cookie: 'sid=x', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
  ],
  ['operator.login.failed', () => request('/metrics', { headers: { authorization: 'Bearer guess' } })],
  ['webhook.refused', () => post('/webhooks/voice', {})],
])('%s is logged', async (event, act) => {
  expect(await securityEventsOf(act)).toMatchObject([{ securityEvent: event }]);
});

test('a permission that a user does not have is logged, and so is a registration in another tenant', async () => {
  const owner = await createTenant(system);
  const agent = await addUser(system, owner, 'agent');
  const denied = await securityEventsOf(() => agent.get('/api/publishers'));
  expect(denied).toMatchObject([{ securityEvent: 'access.denied', permission: 'publishers.read', method: 'GET' }]);
  const stranger = {
    password: 'securePassword123',
    first_name: 'A',
    last_name: 'B',
    role: 'admin',
    email: 'b@b.example',
  };
  const refused = await securityEventsOf(() =>
    post('/api/auth/register', { ...stranger, tenant_id: owner.user.tenant_id }),
  );
  expect(refused).toMatchObject([{ securityEvent: 'signup.refused' }]);
});

test('the lines of one event are limited per address and over all addresses, and the suppressed lines are counted', () => {
  const limit = new SecurityLogLimit();
  const admit = (address: string, nowMs: number) => limit.admit('auth.login.failed', address, nowMs);
  const admitted = (count: number, address: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => admit(address(index), 0)).filter((each) => each.admitted).length;
  expect(admitted(15, () => '192.0.2.1')).toBe(10);
  expect(admit('192.0.2.2', 0)).toEqual({ admitted: true, suppressed: 5 });
  expect(admitted(1000, (index) => `address ${index}`)).toBe(289);
  expect(admit('192.0.2.1', 60_000)).toEqual({ admitted: true, suppressed: 711 });
  expect(admit('192.0.2.1', 60_000)).toEqual({ admitted: true, suppressed: 0 });
});
