import { expect, test } from 'vitest';
import { createTenant } from '../../../helpers/api/client.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// At the start of tests it is 10:00 in New York and 07:00 in Los Angeles.
const system = await createTestSystem();
const { sql } = system.ctx;

test('the check of a number says what the gate decides, and why', async () => {
  const owner = await createTenant(system);
  const check = async (query: string) => (await owner.get(`/api/compliance/number?${query}`)).body['number'];
  const [newYork, losAngeles] = ['+12125552671', '+13105552671'];

  expect(await check(`phone=${encodeURIComponent(newYork)}`)).toMatchObject({
    phone: newYork,
    may_be_called: true,
    reason: null,
    country: 'US',
    subdivisions: ['US-NY'],
    time_zones: ['America/New_York'],
    laws: [{ place: 'US', daily: ['08:00-21:00'] }],
    leads: [],
  });
  // A number as people write it; the "+" of a query is a space.
  expect(await check(`phone=+1 (310) 555-2671`)).toMatchObject({
    phone: losAngeles,
    may_be_called: false,
    reason: 'legal_hours',
    next_call_at: expect.stringMatching(/^2026-01-13T1[67]:00/),
  });

  const campaign = await createCampaign(owner, { timezone: 'America/New_York', calling_hours_start: '11:00:00' });
  const [lead] = await insertLeads(sql, campaign, [newYork]);
  expect(await check(`phone=${encodeURIComponent(newYork)}&campaign_id=${campaign}`)).toMatchObject({
    reason: 'campaign_hours',
    next_call_at: '2026-01-13T16:00:00.000Z',
    leads: [{ numeric_id: lead, campaign_id: campaign, status: 'pending' }],
  });

  await owner.post('/api/dnc', { phone: newYork });
  expect(await check(`phone=${encodeURIComponent(newYork)}`)).toMatchObject({
    may_be_called: false,
    reason: 'do_not_call',
    do_not_call: true,
  });
  const { body } = await owner.get(`/api/dnc?phone=${encodeURIComponent(newYork)}`);
  expect(body['dnc']).toMatchObject([{ phone: newYork, created_by: 'John Doe' }]);

  const other = await createTenant(system);
  const foreign = await other.get(`/api/compliance/number?phone=${encodeURIComponent(newYork)}`);
  expect(foreign.body['number']).toMatchObject({ may_be_called: true, leads: [], do_not_call: false });
  expect((await other.get(`/api/compliance/number?phone=${newYork}&campaign_id=${campaign}`)).status).toBe(404);
});

test('an abandoned call closes a number for 72 hours, also without a lead', async () => {
  const owner = await createTenant(system);
  const [{ id: tenantId }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  await sql`
    insert into calls (tenant_id, direction, status, from_number, to_number, start_time, end_time, disposition)
    values (${tenantId}, 'outbound', 'completed', '+14155551234', '+12125552672', clock_now(), clock_now(), 'abandoned')`;
  const { body } = await owner.get('/api/compliance/number?phone=%2B12125552672');
  expect(body['number']).toMatchObject({ may_be_called: false, reason: 'abandoned', calls_last_24h: 1 });
  expect(Date.parse(body['number'].next_call_at)).toBeGreaterThanOrEqual(Date.parse('2026-01-16T15:00:00Z'));
});

test('the laws have hours, limits, dates and a source', async () => {
  const owner = await createTenant(system);
  const { body } = await owner.get('/api/compliance/laws');
  expect(body['laws']).toContainEqual(
    expect.objectContaining({ place: 'DE', daily: ['08:00-20:00'], sunday: [], consent_since: '2009-08-04' }),
  );
  expect(body['laws'].length).toBeGreaterThan(30);
  for (const { source } of body['laws']) expect(source).not.toBe('');
});
