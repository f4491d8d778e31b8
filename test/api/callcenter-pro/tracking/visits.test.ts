import { expect, test } from 'vitest';
import { callBySid, receiveCall, randomCallSid } from '../../../helpers/fixtures/inbound-calls.ts';
import { BROWSER_USER_AGENT, createTrackedPages, trackVisit } from '../../../helpers/fixtures/tracking-tags.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { readConfig } from '../../../../shared/config.ts';

const system = await createTestSystem({ env: { TRUSTED_PROXIES: '1', LEASES_PER_ADDRESS_MAX: '5' } });
const { sql } = system.ctx;

const HOUR = 3_600;

const cors = ({ headers }: { headers: Headers }) => [
  headers.get('access-control-allow-origin'),
  headers.get('access-control-allow-credentials'),
];

test('a visitor gets a number in the documented shape', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  await sql`update phone_numbers set phone_number = '+1234567890' where pool_id = ${pages.poolId}`;
  const example = {
    tagCode: pages.tag.tagCode,
    sessionId: 'session_123456',
    domain: 'example.com',
    referrer: 'https://google.com/search',
    userAgent: BROWSER_USER_AGENT,
    utmSource: 'google',
    utmMedium: 'cpc',
    utmCampaign: 'summer_sale',
    utmContent: 'ad_variant_a',
    utmTerm: 'insurance quotes',
  };
  const reply = await trackVisit(system, example);
  const trackingId = expect.stringMatching(new RegExp(`^dni_${pages.tag.id}_\\d{10}_\\w+$`));
  const shown = {
    success: true,
    phoneNumber: '+1234567890',
    formattedNumber: '(123) 456-7890',
    campaignId: pages.campaignId,
    campaignName: 'Summer Campaign',
    trackingId,
    sessionId: 'session_123456',
  };
  expect([reply.status, reply.body, reply.headers.get('cache-control')]).toEqual([200, shown, 'no-store']);
  // A repeated request of the same session, and a request to the path without `/api`, get the same reply.
  const again = await trackVisit(system, { tagCode: pages.tag.tagCode, sessionId: 'session_123456' });
  expect(again.body).toEqual(reply.body);
  const otherPath = await system.request('/dni/track', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER_USER_AGENT },
    body: JSON.stringify(example),
  });
  expect([otherPath.status, await otherPath.json()]).toEqual([200, reply.body]);
  expect(otherPath.headers.get('x-ratelimit-limit')).toBe('1000');
});

test('without a pool all visitors see the campaign’s own number, which is not an overflow', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  await sql`update campaigns set pool_id = null where id = ${pages.campaignId}`;
  for (const sessionId of ['a', 'b']) {
    const { body } = await trackVisit(system, { tagCode: pages.tag.tagCode, sessionId });
    expect([body['phoneNumber'], body['overflow']]).toEqual([pages.ownNumber, undefined]);
  }
  expect((await pages.owner.get('/api/tracking-sessions')).body['pagination'].total).toBe(2);
});

test('a visitor without a free number sees the campaign’s own, marked as overflow, and keeps it', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const { tagCode } = pages.tag;
  const first = await trackVisit(system, { tagCode, sessionId: 'first' });
  expect(first.body['overflow']).toBe(undefined);
  const second = await trackVisit(system, { tagCode, sessionId: 'second' });
  expect([second.body['phoneNumber'], second.body['overflow']]).toEqual([pages.ownNumber, true]);
  expect((await trackVisit(system, { tagCode, sessionId: 'second' })).body).toEqual(second.body);
  await sql`update campaigns set phone_number = null where id = ${pages.campaignId}`;
  const third = await trackVisit(system, { tagCode, sessionId: 'third' });
  expect([third.body['phoneNumber'], third.body['overflow']]).toEqual([pages.poolNumbers[0], true]);
});

test('a campaign without any number answers a clear error', async () => {
  const pages = await createTrackedPages(system, { numbers: 0 });
  await sql`update campaigns set phone_number = null where id = ${pages.campaignId}`;
  const { status, body } = await trackVisit(system, { tagCode: pages.tag.tagCode, sessionId: 'x' });
  expect([status, body['message']]).toEqual([409, expect.stringContaining('no number to show')]);
});

test('the visitors of one mobile carrier, which share an address, all get numbers by default', () => {
  expect(readConfig({}).leasesPerAddressMax).toBeGreaterThanOrEqual(50);
});

test('one address leases at most the numbers of the setting, then sees the shared number', async () => {
  const pages = await createTrackedPages(system, { numbers: 20 });
  const shown = async (sessionId: string, from: string) =>
    (await trackVisit(system, { tagCode: pages.tag.tagCode, sessionId }, { from })).body;
  const mine = await Promise.all(Array.from({ length: 12 }, (_, n) => shown(`s${n}`, '203.0.113.9')));
  expect(mine.filter(({ overflow }) => !overflow)).toHaveLength(5);
  expect((await shown('elsewhere', '203.0.113.10'))['overflow']).toBe(undefined);
  // An IPv6 customer has a whole network of IP addresses, so the whole network counts as one IP address.
  const six = await Promise.all(Array.from({ length: 9 }, (_, n) => shown(`six${n}`, `2001:4860:1:1::${n}`)));
  expect(six.filter(({ overflow }) => !overflow).length).toBe(5);
});

test.each(['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'HeadlessChrome/130'])(
  '%s is shown the campaign’s own number, and its session is listed as one of a robot',
  async (userAgent) => {
    const pages = await createTrackedPages(system, { numbers: 1 });
    const request = { userAgent, origin: 'https://example.com' };
    const { status, body } = await trackVisit(system, { tagCode: pages.tag.tagCode, sessionId: 'x' }, request);
    expect([status, body['phoneNumber']]).toEqual([200, pages.ownNumber]);
    const { sessions } = (await pages.owner.get('/api/tracking-sessions')).body;
    expect(sessions).toMatchObject([{ trackingId: body['trackingId'], isRobot: true, phoneNumberId: null }]);
    expect((await pages.owner.get('/api/dni/analytics')).body).toMatchObject({ totalSessions: 0, topSources: [] });
    expect(await sql`select from number_leases where tenant_id = ${pages.tenantId}`).toHaveLength(0);
  },
);

test('a server asks for its visitors, and every tracking id is listed with the visited page', async () => {
  const pages = await createTrackedPages(system, { numbers: 3 });
  const tagCode = pages.tag.tagCode;
  const asked: [Record<string, string>, string][] = [
    [{ userAgent: 'string', referrer: 'https://www.example.com/landing?gclid=1', domain: 'example.com' }, 'node'],
    [{ userAgent: 'Mozilla/5.0', referrer: 'https://google.com/search' }, 'python-requests/2.32'],
    [{ domain: 'example.com', referrer: 'https://example.com/landing' }, 'curl/8.0'],
  ];
  const trackingIds = [];
  for (const [fields, userAgent] of asked)
    trackingIds.push((await trackVisit(system, { tagCode, ...fields }, { userAgent })).body['trackingId']);
  const { sessions } = (await pages.owner.get('/api/tracking-sessions')).body;
  expect(sessions.map((each: Record<string, unknown>) => each['trackingId'])).toEqual(trackingIds.toReversed());
  expect(sessions.every((each: Record<string, unknown>) => each['isRobot'] === false)).toBe(true);
  expect(await sql`select from number_leases where tenant_id = ${pages.tenantId}`).toHaveLength(3);
  const { topPages } = (await pages.owner.get('/api/dni/analytics')).body;
  expect(topPages).toMatchObject([
    { page: '/landing', sessions: 2 },
    { page: 'google.com/search', sessions: 1 },
  ]);
});

test('pages of any origin may send requests and read replies and errors, on this route only', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const origin = 'https://shop.example';
  for (const path of ['/api/dni/track', '/dni/track']) {
    const preflight = await system.request(path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect([preflight.status, ...cors(preflight)]).toEqual([204, origin, 'true']);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('Content-Type');
    expect(preflight.headers.get('vary')).toContain('Origin');
  }
  const { tagCode } = pages.tag;
  expect(cors(await trackVisit(system, { tagCode, sessionId: 'x' }, { origin }))).toEqual([origin, 'true']);
  expect(cors(await trackVisit(system, { tagCode: 'none' }, { origin }))).toEqual([origin, 'true']);
  const analytics = await system.request('/api/dni/analytics', { headers: { origin } });
  expect([analytics.status, ...cors(analytics)]).toEqual([401, null, null]);
});

test('a tag with domains works on pages of these domains only, whatever the body says', async () => {
  const pages = await createTrackedPages(system, { numbers: 1, allowedDomains: ['Example.com'] });
  const ask = async (origin?: string) =>
    (
      await trackVisit(
        system,
        { tagCode: pages.tag.tagCode, sessionId: 'x', domain: 'example.com' },
        { ...(origin && { origin }) },
      )
    ).status;
  for (const origin of ['https://example.com', 'http://shop.example.com:8080']) expect(await ask(origin)).toBe(200);
  for (const origin of ['https://badexample.com', 'https://example.com.evil.org', 'null', undefined])
    expect(await ask(origin)).toBe(403);
});

test('cookies and broken tokens are ignored', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const headers = {
    'content-type': 'application/json',
    'user-agent': BROWSER_USER_AGENT,
    origin: 'https://evil.example',
  };
  const body = JSON.stringify({ tagCode: pages.tag.tagCode, sessionId: 'x' });
  for (const credential of [{ cookie: pages.owner.cookie }, { authorization: 'Bearer broken' }]) {
    const request = { method: 'POST', headers: { ...headers, ...credential }, body };
    expect((await system.request('/api/dni/track', request)).status).toBe(200);
  }
});

test('an inactive or deleted tag, or a tag of an ended campaign, shows no number', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const ask = async () => (await trackVisit(system, { tagCode: pages.tag.tagCode, sessionId: 'x' })).status;
  const path = `/api/tracking-tags/${pages.tag.id}`;
  await pages.owner.put(path, { isActive: false });
  expect(await ask()).toBe(404);
  await pages.owner.put(path, { isActive: true });
  expect(await ask()).toBe(200);
  await sql`update campaigns set status = 'completed' where id = ${pages.campaignId}`;
  expect(await ask()).toBe(404);
  await sql`update campaigns set status = 'active' where id = ${pages.campaignId}`;
  await pages.owner.delete(path);
  expect(await ask()).toBe(404);
});

test.each([
  ['tagCode', {}],
  ['tagCode', { tagCode: 'a\0b' }],
  ['tagCode', { tagCode: null }],
])('a wrong %s is refused by name', async (field, body) => {
  const reply = await trackVisit(system, body);
  expect([reply.status, reply.body['details'][0].field]).toEqual([422, field]);
});

test('no text from a page makes the request fail', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const { tagCode } = pages.tag;
  // A page can send null values, because `URLSearchParams.get` returns null for a missing parameter.
  const none = {
    sessionId: null,
    domain: '',
    page: null,
    referrer: null,
    userAgent: null,
    utmSource: null,
    utmTerm: '',
  };
  const ids = await Promise.all(
    [none, { ...none, sessionId: '' }].map(async (told) => {
      const { status, body } = await trackVisit(system, { tagCode, ...told });
      expect(status).toBe(200);
      return body['sessionId'];
    }),
  );
  expect(ids).toEqual([expect.stringMatching(/^session_\w{24}$/), expect.stringMatching(/^session_\w{24}$/)]);
  const told = {
    sessionId: 'x'.repeat(300),
    referrer: `https://news.example/${'x'.repeat(9_000)}`,
    utmSource: 'goo\0gle\ud800',
    utmMedium: ['cpc', 'email'],
    utmTerm: 2025,
    gclid: 'Cj0KCQ',
  };
  expect(await trackVisit(system, { tagCode, ...told })).toMatchObject({
    status: 200,
    body: { sessionId: 'x'.repeat(200) },
  });
  const { sessions } = (await pages.owner.get('/api/tracking-sessions')).body;
  expect(sessions[0]).toMatchObject({ source: 'google', medium: null, term: '2025' });
  expect(sessions[0].referrer).toMatch(/^https:\/\/news.example\/x+$/);
  expect(sessions[1]).toMatchObject({ source: 'direct', referrer: null, userAgent: BROWSER_USER_AGENT });
});

test('a visit with too long texts gets a number, and a visit without a session id gets a new one', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  const { tagCode } = pages.tag;
  const long = `https://example.com/${'ü'.repeat(3_000)}`;
  const told = {
    domain: long,
    page: long,
    referrer: long,
    userAgent: `${BROWSER_USER_AGENT} ${long}`,
    utmSource: long,
  };
  expect((await trackVisit(system, { tagCode, sessionId: 'x', ...told, utmTerm: '💥'.repeat(3_000) })).status).toBe(
    200,
  );
  const { body } = await trackVisit(system, { tagCode });
  expect(body['sessionId']).toMatch(/^session_\w{24}$/);
});

test('analytics count visits, visitors and calls by the documented formulas', async () => {
  const pages = await createTrackedPages(system, { numbers: 5 });
  const { tagCode } = pages.tag;
  const see = async (sessionId: string, told: Record<string, string>) =>
    (await trackVisit(system, { tagCode, sessionId, ...told })).body['phoneNumber'] as string;
  const called = await see('a', { utmSource: 'google', page: '/landing' });
  await see('b', { utmSource: 'google', page: '/landing?x=1' });
  await see('c', { referrer: 'https://news.example/', page: '/' });
  const CallSid = randomCallSid();
  await receiveCall(system, called, { CallSid });
  await sql`update calls set status = 'completed', end_time = clock_now(), disposition = 'answered' where call_sid = ${CallSid}`;
  await system.advanceClock(2 * HOUR);
  await see('b', { page: '/prices' });
  const { body } = await pages.owner.get(`/api/dni/analytics?campaignId=${pages.campaignId}&days=30`);
  expect(body).toEqual({
    totalSessions: 4,
    uniqueVisitors: 3,
    totalCalls: 1,
    conversionRate: 0.3333,
    topSources: [
      { source: 'google', sessions: 2, calls: 1, conversionRate: 0.5 },
      { source: 'direct', sessions: 1, calls: 0, conversionRate: 0 },
      { source: 'news.example', sessions: 1, calls: 0, conversionRate: 0 },
    ],
    topPages: [
      { page: '/landing', sessions: 2, calls: 1, conversionRate: 0.5 },
      { page: '/', sessions: 1, calls: 0, conversionRate: 0 },
      { page: '/prices', sessions: 1, calls: 0, conversionRate: 0 },
    ],
  });
  await system.advanceClock(31 * 24 * HOUR);
  expect((await pages.owner.get('/api/dni/analytics')).body['totalSessions']).toBe(0);
  const stranger = await createTrackedPages(system, { numbers: 0 });
  const foreign = await stranger.owner.get(`/api/dni/analytics?campaignId=${pages.campaignId}&days=365`);
  expect(foreign.status).toBe(404);
  expect((await stranger.owner.get('/api/dni/analytics?days=365')).body['totalSessions']).toBe(0);
  expect(await callBySid(system, CallSid)).toMatchObject({ campaignId: pages.campaignId });
});

test('the snippet is small and cached by its ETag', async () => {
  const first = await system.request('/dni.js');
  const text = await first.text();
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(Buffer.byteLength(text)).toBeLessThan(5_000);
  const etag = first.headers.get('etag')!;
  const again = await system.request('/dni.js', { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});
