/**
 * No request without a credential is expensive. While the API's main thread works on one request, all other requests
 * wait, the carrier's requests for TwiML too. The budget is 5 ms of CPU time of the main thread for each request.
 *
 * To hash a password takes longer, about 20 ms. The hashes run in other threads, and how many run at a time is limited
 * separately (`passwords.ts`). So they do not count here.
 *
 * The test machines are shared and slow, so no time is compared with milliseconds. Each cost is a median, and is
 * compared with the cost of the cheapest request, to an unknown path, in the same run.
 */
import { expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createTestSystem } from '../helpers/system.ts';

const HIGH = '1000000';
const system = await createTestSystem({ env: { RATE_LIMIT_DNI_PER_MINUTE: HIGH, RATE_LIMIT_RTB_PER_MINUTE: HIGH } });

const WARM_UPS = 2;
const RUNS = 5;
const COMPILE_RUNS = 30;
/** The test ends after this many expensive requests, because each of them may take seconds. */
const REPORTED_MAX = 5;
/** A request that takes this long once is not measured again. The requests that this test found first took seconds. */
const HOPELESS_MS = 500;
/**
 * The cheapest request takes about 0.4 ms, so the budget of 5 ms is about 12 times as much. Garbage collection and a busy
 * machine can double a cost. The requests that this test found first took from 100 times to 10 000 times as much.
 */
const RATIO_MAX = 40;

const MB = 1_048_576;
const KB64 = 65_536;
const signature = `${'A'.repeat(27)}=`;
let lastAddress = 0;

type Request = { method?: string; headers?: Record<string, string>; body?: string };

/** Sends the request from a new address. Returns the CPU time of the main thread in milliseconds. */
async function cpuMsOf(path: string, { method = 'GET', headers, body }: Request): Promise<number> {
  const address = `2001:db8:${(lastAddress += 1).toString(16)}::1`;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const init = { method, headers: { ...headers, ...length }, ...(body !== undefined && { body }) };
  const start = process.threadCpuUsage();
  const reply = await system.request(path, init, { incoming: { socket: { remoteAddress: address } } });
  await reply.arrayBuffer();
  const used = process.threadCpuUsage(start);
  expect(reply.status).toBeLessThan(500);
  return (used.user + used.system) / 1_000;
}

async function medianCpuMs(path: string, request: Request): Promise<number> {
  for (let run = 0; run < WARM_UPS; run += 1) {
    const cost = await cpuMsOf(path, request);
    if (cost > HOPELESS_MS) return cost;
  }
  const costs: number[] = [];
  for (let run = 0; run < RUNS; run += 1) costs.push(await cpuMsOf(path, request));
  return costs.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

const members = (count: number) => `{${Array.from({ length: count }, (_, n) => `"f${n}":${n}`).join()}}`;
const fields = (count: number) => Array.from({ length: count }, (_, n) => `f${n}=${n}`).join('&');

const jsonBodies: Record<string, string> = {
  'empty object': '{}',
  '64 KB of unknown members': members(5_000).slice(0, KB64 - 1),
  'most unknown members that are allowed': members(1_000),
  '60 000 unknown members': members(60_000),
  'repeated keys': `{${'"email":"a",'.repeat(5_000)}"email":"a"}`,
  'deep objects': '{"a":'.repeat(13_000),
  'deep arrays': `${'['.repeat(32_000)}${']'.repeat(32_000)}`,
  'a long text': JSON.stringify({ email: `${'a'.repeat(KB64 - 100)}@` }),
  'a long user name': JSON.stringify({ username: 'a.'.repeat(KB64 / 4), password: 5 }),
  '1 MB': JSON.stringify({ email: 'a'.repeat(MB - 100) }),
  'white space': ' '.repeat(KB64 - 1),
  'page with slashes': JSON.stringify({ tagCode: 'x', page: `/x${'/'.repeat(7_900)}a`, referrer: '/'.repeat(7_900) }),
  'escaped quotes': JSON.stringify({ email: '":'.repeat(KB64 / 4) }),
};
const formBodies: Record<string, string> = {
  'one field half a million times': 'a&'.repeat(MB / 2 - 10),
  '64 KB of fields': fields(5_000).slice(0, KB64 - 1),
  '200 long fields': Array.from({ length: 200 }, (_, n) => `f${n}=${'x'.repeat(300)}`).join('&'),
  'percent signs': 'a=' + '%'.repeat(KB64 - 10),
  '1 MB': `a=${'x'.repeat(MB - 10)}`,
};
const headersOf: Record<string, Record<string, string>> = {
  'no header': {},
  'a long token': { authorization: `Bearer ${'a.'.repeat(4_000)}` },
  'a token of dots': { authorization: `Bearer a.${'A'.repeat(8_000)}.b` },
  'spaces after Bearer': { authorization: `Bearer ${' '.repeat(8_000)}x` },
  'many cookies': { cookie: 'sid=a; '.repeat(1_000) },
  'many proxies': { 'x-forwarded-for': '1.1.1.1,'.repeat(1_000) },
  'many protocols': { 'sec-websocket-protocol': 'bearer,'.repeat(1_000), upgrade: 'websocket' },
};

const jsonPaths = [
  '/api/auth/register',
  '/api/auth/login',
  '/api/auth/logout',
  '/api/dni/track',
  '/dni/track',
  '/api/rtb/webhook/1',
  '/api/postbacks/1/1/1',
  '/api/campaigns',
];
const formPaths = ['/webhooks/twilio/status', '/api/webhooks/voice', '/api/leads/upload'];
const pages = [
  '/openapi.json',
  '/openapi/dialer.json',
  '/openapi/callcenter-pro.json',
  '/openapi/operator.json',
  '/docs',
  '/docs/start.js',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
  '/docs/swagger-ui-standalone-preset.js',
  '/console',
  '/',
  '/favicon.ico',
  '/console/floor',
  '/console/assets/1',
  '/dni.js',
  '/readyz',
  '/api/twilio/recordings/1/media',
  '/ws',
  '/api/auth/user',
  '/api/campaigns',
  `/${'a/'.repeat(4_000)}`,
  `/api/calls?${'limit=1&'.repeat(1_000)}`,
];

type Case = [path: string, what: string, request: Request];
const post = (path: string, what: string, body: string, headers: Record<string, string>): Case => [
  path,
  what,
  { method: 'POST', body, headers },
];
const budgetCases: Case[] = [
  ...jsonPaths.flatMap((path) =>
    Object.entries(jsonBodies).map(([what, body]) => post(path, what, body, { 'content-type': 'application/json' })),
  ),
  ...formPaths.flatMap((path) =>
    Object.entries(formBodies).flatMap(([what, body]) =>
      [undefined, signature].map((signed) =>
        post(path, `${what}${signed ? ', signed' : ''}`, body, {
          'content-type': 'application/x-www-form-urlencoded',
          ...(signed && { 'x-twilio-signature': signed }),
        }),
      ),
    ),
  ),
  ...pages.map((path): Case => [path, 'no header', {}]),
  ...['/api/campaigns', '/ws', '/nothing'].flatMap((path) =>
    Object.entries(headersOf).map(([what, headers]): Case => [path, what, { headers }]),
  ),
];

const isWebhook = (path: string) => /^\/(?:api\/)?webhooks\//.test(path);

test('every open route of the app is measured', () => {
  // The queue page, the metrics and the health of all services belong to the operator of the deployment.
  const operators = /^\/(?:admin\/queues|api\/operator|metrics|healthz)/;
  const measured = new Set(budgetCases.map(([path]) => path));
  const open = createApp(system.ctx).routes.filter(({ method, path }) => method !== 'ALL' && !operators.test(path));
  const missing = open.filter(
    ({ path }) => !isWebhook(path) && !measured.has(path.replaceAll(/:\w+/g, '1').replace('*', 'floor')),
  );
  expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('no request without a credential is expensive', async () => {
  // The first requests are slow, because Node has not compiled the code yet.
  for (let run = 0; run < COMPILE_RUNS; run += 1) await cpuMsOf('/nothing', {});
  const cheapest = await medianCpuMs('/nothing', {});
  const expensive: string[] = [];
  for (const [path, what, request] of budgetCases) {
    if (expensive.length >= REPORTED_MAX) break;
    let cost = await medianCpuMs(path, request);
    // A busy machine can make one measurement too high. An expensive request is expensive each time.
    if (cost > RATIO_MAX * cheapest) cost = Math.min(cost, await medianCpuMs(path, request));
    if (cost > RATIO_MAX * cheapest)
      expensive.push(
        `${path.slice(0, 60)}, ${what}: ${cost.toFixed(1)} ms, the cheapest takes ${cheapest.toFixed(2)} ms`,
      );
  }
  expect(expensive).toEqual([]);
}, 60_000);
