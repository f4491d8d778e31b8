import { expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { operatorOf } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;
const { token } = operatorOf(system);
const PATH = '/api/operator/tenants';

let lastHost = 0;
const newAddress = () => `203.0.113.${(lastHost += 1)}`;

/** Returns a function that sends requests from the IP address `address`. */
function from(address: string, app: Pick<ReturnType<typeof createApp>, 'request'> = system) {
  return async (headers: Record<string, string> = {}, method = 'GET') => {
    const response = await app.request(PATH, { method, headers }, { incoming: { socket: { remoteAddress: address } } });
    return { status: response.status, body: (await response.json()) as { message: string } };
  };
}

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

test('the operator has a bearer token, or HTTP Basic with the user operator', async () => {
  const ask = from(newAddress());
  expect((await ask(bearer(token))).status).toBe(200);
  expect((await ask(basic('operator', token))).status).toBe(200);
  const wrong = [bearer(`${token}x`), bearer(token.slice(1)), basic('admin', token), basic('operator', ''), bearer('')];
  for (const headers of [{}, ...wrong, { authorization: token }, { authorization: 'Basic !' }])
    expect([headers, (await ask(headers)).status]).toEqual([headers, 401]);
});

test('without OPERATOR_TOKEN there is no operator, and the reply names the missing setting', async () => {
  const app = createApp({ ...ctx, config: { ...ctx.config, operatorToken: undefined } });
  const ask = from(newAddress(), app);
  for (const headers of [{}, bearer(token), bearer('undefined'), bearer(''), basic('operator', '')]) {
    const { status, body } = await ask(headers);
    expect([status, body.message]).toEqual([401, expect.stringContaining('Set OPERATOR_TOKEN')]);
  }
});

test('after 10 wrong credentials an address is refused, and other addresses are not', async () => {
  const guess = from(newAddress());
  for (let tries = 1; tries <= 10; tries += 1) expect((await guess(bearer(`guess-${tries}`))).status).toBe(401);
  expect((await guess(bearer('guess-11'))).status).toBe(429);
  // Otherwise the guesses of a program could go on unnoticed until the right one.
  expect((await guess(bearer(token))).status).toBe(429);
  expect((await guess()).status).toBe(401);
  expect((await from(newAddress())(bearer(token))).status).toBe(200);
});

test('a page of another origin must not send changes as the operator', async () => {
  const ask = from(newAddress());
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ];
  for (const headers of foreign)
    expect([headers, (await ask({ ...headers, ...basic('operator', token) }, 'POST')).status]).toEqual([headers, 403]);
  // The path has no POST, so 405 means that the request passed.
  const own = { origin: new URL(ctx.config.publicBaseUrl).origin, 'sec-fetch-site': 'same-origin' };
  for (const headers of [{}, own])
    expect((await ask({ ...headers, ...basic('operator', token) }, 'POST')).status).toBe(405);
});
