/** Every endpoint that answers without a credential, with a valid request from which the fuzzer starts. */

export type FuzzRequest = { method: string; path: string; headers: Record<string, string>; body?: string };
export type Endpoint = FuzzRequest & { name: string };

const JSON_HEADERS = { 'content-type': 'application/json' };
const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' };
/** A text with the form of a signature, so that the product reads the body of the webhook. */
const SIGNATURE = { 'x-twilio-signature': `${'A'.repeat(27)}=` };

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Endpoint => ({
  name: `POST ${path}`,
  method: 'POST',
  path,
  headers: { ...JSON_HEADERS, ...headers },
  body: JSON.stringify(body),
});
const get = (path: string, headers: Record<string, string> = {}): Endpoint => ({
  name: `GET ${path}`,
  method: 'GET',
  path,
  headers,
});
const webhook = (path: string): Endpoint => ({
  name: `POST ${path}`,
  method: 'POST',
  path: `${path}?callId=00000000-0000-4000-8000-000000000000`,
  headers: { ...FORM_HEADERS, ...SIGNATURE },
  body: 'CallSid=CA00000000000000000000000000000000&From=%2B14155551234&To=%2B14155557000&CallStatus=completed',
});

const VISIT = {
  tagCode: 'landing_page_2025',
  sessionId: 'session_1',
  domain: 'www.example.com',
  page: '/offers/summer',
  referrer: 'https://search.example/?q=calls',
  userAgent: 'Mozilla/5.0',
  utmSource: 'google',
};

export const ENDPOINTS: readonly Endpoint[] = [
  post('/api/auth/register', { email: 'jane@example.com', password: 'securePassword123', first_name: 'Jane' }),
  post('/api/auth/login', { email: 'jane@example.com', password: 'wrong password' }),
  {
    ...post('/api/auth/login', { username: 'jane', password: 'wrong password' }),
    name: 'POST /api/auth/login (session)',
  },
  post('/api/auth/logout', {}),
  post('/api/dni/track', VISIT, { origin: 'https://www.example.com' }),
  post('/dni/track', VISIT, { origin: 'https://www.example.com' }),
  post('/api/rtb/webhook/1', { requestId: 'r1', minBid: 1, maxBid: 25, currency: 'USD' }, { 'x-api-key': 'wrong' }),
  post('/api/campaigns', { name: 'Summer' }),
  post('/api/leads/upload', {}),
  webhook('/webhooks/voice'),
  webhook('/webhooks/twilio/status'),
  webhook('/webhooks/twilio/answer'),
  webhook('/api/webhooks/pool/1/voice'),
  get('/api/auth/user', { cookie: 'sid=unknown' }),
  get('/api/campaigns', { authorization: 'Bearer a.b.c' }),
  get('/ws', { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-protocol': 'bearer, a.b.c' }),
  get('/openapi.json'),
  get('/openapi/dialer.json'),
  get('/openapi/callcenter-pro.json'),
  get('/openapi/operator.json'),
  get('/docs'),
  get('/docs/start.js'),
  get('/console'),
  get('/console/console.js'),
  get('/dni.js'),
  get('/readyz'),
  get('/unknown'),
];
