/** Tests what is recorded of a bidder's response if the response repeats our credentials. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { Bidders } from '../../../shared/clients/bidders.ts';
import type { AuthType } from '../../../shared/rules/rtb/authentication.ts';

let answerTo: (request: IncomingMessage) => string | Uint8Array;
let statusCode = 200;
let encoding: string | undefined;
let contentType: string | undefined;
const server = createServer((request, response) => {
  response.writeHead(statusCode, {
    ...(encoding !== undefined && { 'content-encoding': encoding }),
    ...(contentType !== undefined && { 'content-type': contentType }),
  });
  response.end(answerTo(request));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bid`;
const bidders = new Bidders(['127.0.0.0/8'], 'https://api.example.com');
afterAll(async () => {
  await bidders.close();
  server.close();
});

async function recordedAnswer(authType: AuthType, authToken: string, answer: typeof answerTo): Promise<string | null> {
  answerTo = answer;
  const bidder = {
    httpMethod: 'POST',
    contentType: 'application/json',
    connectionTimeoutMs: 5_000,
    noBidStatuses: null,
  } as const;
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

async function answerOf(
  body: string | Uint8Array,
  {
    status = 200,
    noBidStatuses = null as number[] | null,
    contentEncoding = undefined as string | undefined,
    type = undefined as string | undefined,
  } = {},
) {
  answerTo = () => body;
  statusCode = status;
  encoding = contentEncoding;
  contentType = type;
  const bidder = { httpMethod: 'POST', contentType: 'application/json', connectionTimeoutMs: 5_000 } as const;
  const credentials = { authType: 'none', authToken: null } as const;
  return bidders.requestBid({ ...bidder, ...credentials, noBidStatuses }, { url, body: '{}' }, 10_000);
}

test.each([
  [200, ''],
  [200, '  \n'],
  [204, ''],
  [200, 'no bid'],
  [200, 'NO_BID'],
  [200, '"No bid."'],
  [200, 'Rejected: duplicate caller'],
  [200, 'declined'],
  [200, 'null'],
  [400, '{"error":"duplicate"}'],
  [402, 'no bid'],
  [404, '{"reason":"no coverage"}'],
  [422, '{"errors":["state not bought"]}'],
])('a refusal is a no-bid and no fault: %d %j', async (status, body) => {
  expect((await answerOf(body, { status })).reason).toBe('no_bid');
});

test.each([
  [401, '{"error":"wrong key"}'],
  [404, '<!DOCTYPE html><html><body>Not found</body></html>'],
  [404, ''],
  [429, '{"error":"too many requests"}'],
  [500, '{"error":"broken"}'],
  [503, 'maintenance'],
])('a fault stays a fault: %d %j', async (status, body) => {
  expect((await answerOf(body, { status })).reason).toBe('error_status');
});

test('a target can define which statuses mean "no bid"', async () => {
  expect((await answerOf('', { status: 503, noBidStatuses: [503] })).reason).toBe('no_bid');
  expect((await answerOf('{"error":"x"}', { status: 422, noBidStatuses: [503] })).reason).toBe('error_status');
});

test.each([
  ['JSON', '{"bid":{"amount":"8.75"}}'],
  ['JSON with a byte order mark', '\ufeff{"bid":{"amount":"8.75"}}'],
  ['XML', '<?xml version="1.0"?><response><bid currency="USD"><amount>8.75</amount></bid></response>'],
])('%s is read', async (_name, body) => {
  expect((await answerOf(body)).reply).toMatchObject({ bid: { amount: '8.75' } });
});

test('a form is read', async () => {
  expect((await answerOf('bid=8.75&phone=%2B18332041000')).reply).toEqual({ bid: '8.75', phone: '+18332041000' });
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
])('a reply in %s is read, although the request does not allow it', async (contentEncoding, compress) => {
  expect((await answerOf(compress('{"bid":8.75}'), { contentEncoding })).reply).toEqual({ bid: 8.75 });
});

test('a small compressed reply that becomes huge, and broken compression, are refused', async () => {
  const huge = gzipSync(Buffer.alloc(1_000_000, 0x20));
  expect((await answerOf(huge, { contentEncoding: 'gzip' })).reason).toBe('too_large');
  expect((await answerOf('{"bid":8.75}', { contentEncoding: 'gzip' })).reason).toBe('invalid_response');
});

test('a document type with entities and a page for people are no reply', async () => {
  expect((await answerOf('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')).reason).toBe('invalid_response');
  expect((await answerOf('<html><body>8.75</body></html>')).reason).toBe('invalid_response');
});

test.each([
  ['application/json; charset=ISO-8859-1', '{"bid":"£8.75"}'],
  ['application/xml', '<?xml version="1.0" encoding="iso-8859-1"?><r><bid>£8.75</bid></r>'],
])('a reply in Latin-1 is read: %s', async (type, body) => {
  expect((await answerOf(Buffer.from(body, 'latin1'), { type })).reply).toMatchObject({ bid: '£8.75' });
  expect((await answerOf('{"bid":"£8.75"}', { type: 'application/json; charset=bogus' })).reply).toEqual({
    bid: '£8.75',
  });
});

test('a text that is neither a document nor a refusal is a fault', async () => {
  for (const body of ['maintenance', '8.75 {', 'Notice: undefined index', 'nobody home'])
    expect([body, (await answerOf(body)).reason]).toEqual([body, 'invalid_response']);
});
