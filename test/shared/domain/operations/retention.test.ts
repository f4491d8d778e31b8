import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyRetention } from '../../../../shared/domain/operations/retention.ts';
import { createTenant } from '../../../helpers/api/client.ts';
import { insertRow } from '../../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);
const [{ id: tenantId }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;

const daysAgo = (days: number) => new Date(system.ctx.clock.nowMs() - days * 86_400_000);

test('the IP addresses of visits are shortened after 30 days', async () => {
  const tag = await insertRow.tracking_tags(sql, tenantId);
  const visit = (ipAddress: string, days: number) => ({
    tenantId,
    tagId: tag.id,
    trackingId: randomUUID(),
    sessionId: randomUUID(),
    source: 'direct',
    ipAddress,
    createdAt: daysAgo(days),
  });
  const visits = [
    visit('203.0.113.77', 31),
    visit('2001:db8:12:34::/64', 31),
    visit('none', 31),
    visit('203.0.113.78', 29),
  ];
  const [{ campaignId }] = await sql<
    [{ campaignId: number }]
  >`select campaign_id from tracking_tags where id = ${tag.id}`;
  await sql`insert into visits ${sql(visits.map((each) => ({ ...each, campaignId })))}`;
  await applyRetention(system.ctx);
  await applyRetention(system.ctx);
  expect((await sql`select ip_address from visits order by id`).map((row) => row['ipAddress'])).toEqual([
    '203.0.113.0/24',
    '2001:db8:12::/48',
    'none',
    '203.0.113.78',
  ]);
});

test('raw bid replies, call events, rejected rows and audit events are deleted after their time', async () => {
  const call = await insertRow.calls(sql, tenantId);
  const router = await insertRow.rtb_routers(sql, tenantId);
  const target = await insertRow.rtb_targets(sql, tenantId);
  const [request] = await sql<[{ id: number }]>`
    insert into bid_requests (tenant_id, request_id, router_id, caller_id, call_start_time, target_ids,
      auction_timeout_ms, min_bid_micros, currency, status, total_response_ms)
    values (${tenantId}, ${randomUUID()}, ${router.id}, '+14155550123', clock_now(), '{}', 1, 0, 'USD', 'no_bids', 1)
    returning id`;
  await sql`
    insert into bid_responses (tenant_id, bid_request_id, target_id, currency, accepted, response_ms, raw_response,
      reason, reason_code, created_at)
    values (${tenantId}, ${request.id}, ${target.id}, 'USD', false, 1, '{"caller":"x"}', 'no_bid', 1, ${daysAgo(91)})`;
  for (const days of [399, 401])
    await sql`
      insert into call_events (tenant_id, call_id, event, message, created_at)
      values (${tenantId}, ${call.id}, ${`event of ${days}`}, 'x', ${daysAgo(days)})`;
  const [old, recent] = [await insertRow.lead_imports(sql, tenantId), await insertRow.lead_imports(sql, tenantId)];
  await sql`update lead_imports set finished_at = ${daysAgo(91)} where id = ${old.id}`;
  for (const { id } of [old, recent])
    await sql`insert into lead_import_errors (import_id, row, field, value, error) values (${id}, 2, 'phone', '555', 'x')`;
  for (const days of [729, 731])
    await sql`
      insert into audit_events (tenant_id, actor_kind, actor_name, verb, entity, changes, created_at)
      values (${tenantId}, 'user', ${`of ${days}`}, 'created', 'old', '{}', ${daysAgo(days)})`;

  await applyRetention(system.ctx);
  expect(await sql`select raw_response, reason from bid_responses`).toEqual([{ rawResponse: null, reason: 'no_bid' }]);
  expect(await sql`select event from call_events where call_id = ${call.id}`).toEqual([{ event: 'event of 399' }]);
  expect(await sql`select import_id from lead_import_errors`).toEqual([{ importId: recent.id }]);
  expect(await sql`select actor_name from audit_events where entity = 'old'`).toEqual([{ actorName: 'of 729' }]);
});

test('a sweep without work reads only indexes', async () => {
  const plans = await sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return [
      await tx`explain select id from visits where not address_shortened and created_at < clock_now() order by created_at limit 9`,
      await tx`explain select id from bid_responses where raw_response is not null and created_at < clock_now() order by created_at limit 9`,
      await tx`explain select id from call_events where created_at < clock_now() order by created_at limit 9`,
      await tx`explain select id from lead_imports where finished_at < clock_now() and not errors_deleted order by finished_at limit 9`,
    ].map((rows) => JSON.stringify(rows));
  });
  for (const index of [
    'visits_with_full_address',
    'bid_responses_with_reply',
    'call_events_age',
    'lead_imports_with_errors',
  ])
    expect(plans.filter((plan) => plan.includes(index))).toHaveLength(1);
});
