import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { BROWSER_USER_AGENT, createTrackedPages, trackVisit } from '../../../helpers/fixtures/tracking-tags.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: { TRUSTED_PROXIES: '1', PUBLIC_BASE_URL: 'https://api.example.com' } });
const { owner, campaignId } = await createTrackedPages(system, { numbers: 0 });

const tagExample = (tagCode: string) => ({ name: 'Landing Page Tag', tagCode, campaignId, isActive: true });
const time = expect.stringMatching(/^\d{4}-.*Z$/);

test('tags are created, listed, read, updated and deleted in the documented shape', async () => {
  const tags = await createTrackedPages(system, { numbers: 0 });
  await tags.owner.delete(`/api/tracking-tags/${tags.tag.id}`);
  await system.ctx.sql`update campaigns set phone_number = '+14155552671' where id = ${tags.campaignId}`;
  const input = { ...tagExample('landing_page_2025'), campaignId: tags.campaignId };
  const created = await tags.owner.post('/api/tracking-tags', input);
  const shown = {
    id: expect.any(Number),
    uuid: expect.any(String),
    userId: expect.any(Number),
    name: 'Landing Page Tag',
    tagCode: 'landing_page_2025',
    campaignId: tags.campaignId,
    isActive: true,
    trackingUrl: 'https://api.example.com/dni/track',
    javascriptCode:
      '<script async src="https://api.example.com/dni.js" data-tag="landing_page_2025" data-number="+1 4155552671"></script>',
    allowedDomains: [],
    swapNumber: null,
    idleMinutes: 30,
    coolDownMinutes: 10,
    createdAt: time,
    updatedAt: time,
  };
  expect([created.status, created.body]).toEqual([201, shown]);
  const path = `/api/tracking-tags/${created.body['id']}`;
  const listed = await tags.owner.get('/api/tracking-tags');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[shown], '1']);
  expect((await tags.owner.get(path)).body).toEqual(shown);
  const changed = await tags.owner.put(path, { name: 'Other', isActive: false, swapNumber: '+442079460958' });
  expect(changed.body).toMatchObject({ name: 'Other', isActive: false, tagCode: 'landing_page_2025' });
  expect(changed.body['javascriptCode']).toContain('data-number="+44 2079460958"');
  const deleted = await tags.owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Tracking tag deleted successfully' }]);
  expect((await tags.owner.get(path)).status).toBe(404);
});

test('a code belongs to one tenant for ever, so that no number appears in the pages of another tenant', async () => {
  const stranger = await createTrackedPages(system, { numbers: 0 });
  const code = randomUUID();
  const first = await owner.post('/api/tracking-tags', tagExample(code));
  expect(first.status).toBe(201);
  expect((await owner.post('/api/tracking-tags', tagExample(code))).status).toBe(409);
  await owner.delete(`/api/tracking-tags/${first.body['id']}`);
  const theirs = { ...tagExample(code), campaignId: stranger.campaignId };
  expect((await stranger.owner.post('/api/tracking-tags', theirs)).status).toBe(409);
  const path = `/api/tracking-tags/${stranger.tag.id}`;
  expect((await stranger.owner.put(path, { tagCode: code })).status).toBe(409);
  // The tenant that deleted the tracking tag may use the tag code again.
  expect((await owner.post('/api/tracking-tags', tagExample(code))).status).toBe(201);
});

test('two tenants who claim a code at the same time: one gets it', async () => {
  const stranger = await createTrackedPages(system, { numbers: 0 });
  for (let round = 0; round < 5; round++) {
    const code = randomUUID();
    const replies = await Promise.all([
      owner.post('/api/tracking-tags', tagExample(code)),
      stranger.owner.post('/api/tracking-tags', { ...tagExample(code), campaignId: stranger.campaignId }),
    ]);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201, 409]));
  }
});

test.each([
  ['tagCode', { tagCode: '"><script>' }],
  ['campaignId', { campaignId: 'x' }],
  ['allowedDomains.0', { allowedDomains: ['not a domain'] }],
  ['allowedDomains.0', { allowedDomains: ['https://user@example.com/path'] }],
  ['swapNumber', { swapNumber: '555' }],
  ['idleMinutes', { idleMinutes: 1 }],
  ['colour', { colour: 'red' }],
])('a wrong %s is refused by name', async (field, wrong) => {
  const { status, body } = await owner.post('/api/tracking-tags', { ...tagExample(randomUUID()), ...wrong });
  expect([status, body['error'], body['details'][0].field]).toEqual([422, 'Validation failed', field]);
});

test('a campaign of another tenant is not found', async () => {
  const stranger = await createTrackedPages(system, { numbers: 0 });
  const theirs = { ...tagExample(randomUUID()), campaignId: stranger.campaignId };
  expect((await owner.post('/api/tracking-tags', theirs)).status).toBe(404);
  const { body } = await owner.post('/api/tracking-tags', tagExample(randomUUID()));
  const moved = await owner.put(`/api/tracking-tags/${body['id']}`, { campaignId: stranger.campaignId });
  expect(moved.status).toBe(404);
});

test('sessions are listed in the documented shape, for one tag or all, page by page', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  const { tagCode } = pages.tag;
  const told = {
    tagCode,
    sessionId: 'session_123456',
    referrer: 'https://google.com/search',
    utmSource: 'google',
    utmMedium: 'cpc',
    utmCampaign: 'summer_sale',
    utmContent: 'ad_variant_a',
    utmTerm: 'insurance quotes',
  };
  await trackVisit(system, told, { from: '203.0.113.7' });
  await trackVisit(system, { tagCode, sessionId: 'another' });
  const { body } = await pages.owner.get(`/api/tracking-sessions?tagId=${pages.tag.id}&page=2&limit=1`);
  expect(body).toEqual({
    sessions: [
      {
        id: expect.any(Number),
        uuid: expect.any(String),
        tagId: pages.tag.id,
        campaignId: pages.campaignId,
        trackingId: expect.stringMatching(new RegExp(`^dni_${pages.tag.id}_\\d{10}_\\w+$`)),
        sessionId: 'session_123456',
        phoneNumberId: expect.any(Number),
        source: 'google',
        medium: 'cpc',
        campaign: 'summer_sale',
        content: 'ad_variant_a',
        term: 'insurance quotes',
        gclid: null,
        fbclid: null,
        msclkid: null,
        tags: {},
        referrer: 'https://google.com/search',
        userAgent: BROWSER_USER_AGENT,
        ipAddress: '203.0.113.7',
        isRobot: false,
        createdAt: time,
      },
    ],
    pagination: { page: 2, limit: 1, total: 2, pages: 2, hasNext: false, hasPrev: true },
  });
  expect((await pages.owner.get('/api/tracking-sessions')).body['pagination'].total).toBe(2);
  for (const path of ['/api/tracking-sessions', `/api/tracking-sessions?tagId=${pages.tag.id}`])
    expect((await owner.get(path)).body['sessions']).toEqual([]);
});
