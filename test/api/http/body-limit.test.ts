/** The test uses a real network connection, because the test checks that the server closes the connection. */
import { expect, test } from 'vitest';
import { createTenant } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { ctx } = system;
const post = (body: string) => fetch(`http://127.0.0.1:${ctx.config.port}/api/campaigns`, { method: 'POST', body });

test('a body that is too large is refused with the common error body, and the connection is closed', async () => {
  for (const chars of [1_048_577, 20_000_000]) {
    const response = await post('x'.repeat(chars));
    expect([response.status, response.headers.get('connection')]).toEqual([413, 'close']);
    expect(await response.json()).toMatchObject({ success: false, statusCode: 413 });
    expect((await post('{}')).status).toBe(401);
  }
});

const send = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${system.config.port}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
const members = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, 0])));

test.each(['/api/auth/login', '/api/auth/register', '/api/dni/track', '/dni/track', '/api/rtb/webhook/1'])(
  'a body for %s, which needs no credential, has at most 64 KB',
  async (path) => {
    const body = JSON.stringify({ email: 'x'.repeat(65_536) });
    expect((await send(path, body)).status).toBe(413);
    const chunked = new Blob([body]).stream();
    const init = { method: 'POST', body: chunked, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect((await system.request(path, init as RequestInit)).status).toBe(413);
  },
);

test('a body with too many members is refused before its validation', async () => {
  const { token } = await createTenant(system);
  const post = async (count: number) => {
    const reply = await send('/api/campaigns', members(count), { authorization: `Bearer ${token}` });
    return { status: reply.status, body: (await reply.json()) as { message: string; details: object[] } };
  };
  for (const count of [1_001, 60_000]) {
    const { status, body } = await post(count);
    expect([status, body.message]).toEqual([400, 'The body must have at most 1000 members.']);
  }
  const { status, body } = await post(1_000);
  expect([status, body.details.length]).toEqual([400, 50]);
  expect(body.message).toMatch(/more problems are not listed\)$/);
});

test('a body with too many levels is refused, and brackets inside a text do not count', async () => {
  const { token } = await createTenant(system);
  const post = async (body: string) =>
    (await send('/api/agent-groups', body, { authorization: `Bearer ${token}` })).json();
  const deep = '{"name":'.repeat(20_000);
  expect(await post(deep)).toMatchObject({ statusCode: 400, message: 'The body must have at most 64 levels.' });
  expect(await post(JSON.stringify({ name: `"{[:\\${'[{:'.repeat(60)}` }))).toMatchObject({ success: true });
});
