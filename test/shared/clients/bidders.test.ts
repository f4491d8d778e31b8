/** Tests what is recorded of a bidder's response if the response repeats our credentials. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { Bidders } from '../../../shared/clients/bidders.ts';
import type { AuthType } from '../../../shared/rules/rtb/authentication.ts';

let answerTo: (request: IncomingMessage) => string;
const server = createServer((request, response) => response.end(answerTo(request)));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bid`;
const bidders = new Bidders(['127.0.0.0/8'], 'https://api.example.com');
afterAll(async () => {
  await bidders.close();
  server.close();
});

async function recordedAnswer(authType: AuthType, authToken: string, answer: typeof answerTo): Promise<string | null> {
  answerTo = answer;
  const bidder = { httpMethod: 'POST', contentType: 'application/json', connectionTimeoutMs: 5_000 } as const;
  return (await bidders.requestBid({ ...bidder, authType, authToken }, { url, body: '{}' }, 10_000)).raw;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const echo = ({ headers }: IncomingMessage) =>
  JSON.stringify({ key: headers['x-api-key'], authorization: headers['authorization'] });

test.each<[AuthType, string, object]>([
  ['api_key', 'secret_token', { key: '••••' }],
  ['api_key', 'a "secret" token', { key: '••••' }],
  ['bearer', 'secret_token', { authorization: 'Bearer ••••' }],
  ['basic', 'user:top/secret?', { authorization: 'Basic ••••' }],
  ['basic', base64('user:top/secret?'), { authorization: 'Basic ••••' }],
])('no credentials are recorded of a bidder that echoes its headers: %s, %s', async (authType, authToken, kept) => {
  expect(JSON.parse((await recordedAnswer(authType, authToken, echo)) ?? '')).toEqual(kept);
});

test.each([
  ['user:top/secret?', { user: 'user', password: 'top/secret?' }, { user: 'user', password: '••••' }],
  [base64('user:top/secret?'), { user: 'user', password: 'top/secret?' }, { user: 'user', password: '••••' }],
  ['secret_key:', { user: 'secret_key' }, { user: '••••' }],
])('no credentials are recorded of a bidder that echoes them decoded: %s', async (authToken, echoed, kept) => {
  const plain = JSON.stringify(echoed);
  // Some programming languages escape slashes in JSON, so the test also sends escaped slashes.
  for (const answer of [plain, plain.replaceAll('/', '\\/')])
    expect(JSON.parse((await recordedAnswer('basic', authToken, () => answer)) ?? '')).toEqual(kept);
});

test('no part of the credentials is recorded where a long answer is shortened', async () => {
  const kept = await recordedAnswer('bearer', 'secret_token', () => `${'x'.repeat(8_190)}secret_token`);
  expect(kept).toBe(`${'x'.repeat(8_190)}••`);
});
