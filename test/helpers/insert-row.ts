/** One row of each noun, written past the API, for tests that need it to exist and nothing more of it. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Sql } from '../../sql/db.ts';
import { DEFAULT_RETRY_POLICY } from '../../shared/rules/retry.ts';

type Row = { id: number; uuid: string };

const phone = () => `+1415${randomInt(2_000_000, 9_999_999)}`;

async function campaign(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into campaigns (tenant_id, name, caller_id, timezone, calling_hours_start, calling_hours_end, retry_policy,
      amd_enabled, record_calls, wrap_up_seconds, ring_seconds_max)
    values (${tenantId}, 'A campaign', '+14155551234', 'UTC', '08:00', '21:00', ${sql.json(DEFAULT_RETRY_POLICY)},
      true, false, 10, 30)
    returning id, uuid`;
  return row;
}

async function agent(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into agents (tenant_id, name, phone) values (${tenantId}, 'An agent', ${phone()}) returning id, uuid`;
  return row;
}

async function agentGroup(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into agent_groups (tenant_id, name) values (${tenantId}, ${`Group ${phone()}`}) returning id, uuid`;
  return row;
}

async function lead(sql: Sql, tenantId: number): Promise<Row> {
  const { id: campaignId } = await campaign(sql, tenantId);
  const number = phone();
  const [row] = await sql<[Row]>`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized)
    values (${tenantId}, ${campaignId}, ${number}, ${number}) returning id, uuid`;
  return row;
}

async function call(sql: Sql, tenantId: number): Promise<Row> {
  const { id: leadId } = await lead(sql, tenantId);
  const [row] = await sql<[Row]>`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, end_time,
      disposition)
    select tenant_id, campaign_id, id, 'outbound', 'completed', '+14155551234', phone, clock_now(), clock_now(), 'answered'
    from leads where id = ${leadId}
    returning id, uuid`;
  return row;
}

async function leadImport(sql: Sql, tenantId: number): Promise<Row> {
  const { id: campaignId } = await campaign(sql, tenantId);
  const [row] = await sql<[Row]>`
    insert into lead_imports (tenant_id, campaign_id, file_name, status, finished_at)
    values (${tenantId}, ${campaignId}, 'leads.csv', 'completed', clock_now()) returning id, uuid`;
  return row;
}

async function dncNumber(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into dnc_numbers (tenant_id, phone) values (${tenantId}, ${phone()}) returning id, uuid`;
  return row;
}

async function buyer(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into buyers (tenant_id, name, phone_number, priority, max_concurrent_calls, daily_call_limit, is_active)
    values (${tenantId}, 'A buyer', ${phone()}, 1, 1, 0, true) returning id, uuid`;
  return row;
}

async function rtbTarget(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into rtb_targets (tenant_id, name, endpoint_url, http_method, content_type, authentication, auth_type,
      timeout_ms, connection_timeout_ms, bid_amount_path, destination_number_path, min_bid_micros, currency, timezone,
      is_active, max_concurrent_calls, hourly_cap, daily_cap, monthly_cap)
    values (${tenantId}, 'A target', 'https://bidder.example/bid', 'POST', 'application/json', 'none', 'none', 1000, 1000,
      'bidAmount', 'destinationNumber', 0, 'USD', 'UTC', true, 0, 0, 0, 0)
    returning id, uuid`;
  return row;
}

async function rtbRouter(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into rtb_routers (tenant_id, name, bidding_timeout_ms, min_bidders_required, enable_predictive_routing,
      revenue_type, conversion_tracking, is_active)
    values (${tenantId}, 'A router', 1000, 1, false, 'per_call', true, true) returning id, uuid`;
  return row;
}

async function integration(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into integrations (tenant_id, name, platform, webhook_url, is_active)
    values (${tenantId}, 'An integration', 'zapier', 'https://hooks.zapier.com/hooks/catch/1/a/', true)
    returning id, uuid`;
  return row;
}

async function publisher(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into publishers (tenant_id, name, payout_type, default_payout_micros, is_active)
    values (${tenantId}, 'A publisher', 'per_call', 5000000, true) returning id, uuid`;
  return row;
}

async function trackingTag(sql: Sql, tenantId: number): Promise<Row> {
  const { id: campaignId } = await campaign(sql, tenantId);
  const code = randomUUID();
  await sql`insert into tag_codes (code, tenant_id) values (${code}, ${tenantId})`;
  const [row] = await sql<[Row]>`
    insert into tracking_tags (tenant_id, campaign_id, name, tag_code, is_active, allowed_domains, idle_minutes,
      cool_down_minutes)
    values (${tenantId}, ${campaignId}, 'A tag', ${code}, true, '{}', 30, 10) returning id, uuid`;
  return row;
}

async function phoneNumber(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into phone_numbers (tenant_id, phone_number, phone_number_sid)
    values (${tenantId}, ${phone()}, ${`PN${randomBytes(16).toString('hex')}`}) returning id, uuid`;
  return row;
}

async function numberPool(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into number_pools (tenant_id, name, is_active) values (${tenantId}, 'A pool', true) returning id, uuid`;
  return row;
}

async function numberPurchase(sql: Sql, tenantId: number): Promise<Row> {
  const [row] = await sql<[Row]>`
    insert into number_purchases (tenant_id, phone_number, status) values (${tenantId}, ${phone()}, 'failed')
    returning id, uuid`;
  return row;
}

async function recording(sql: Sql, tenantId: number): Promise<Row> {
  const { id: callId } = await call(sql, tenantId);
  const [row] = await sql<[Row]>`
    insert into recordings (tenant_id, call_id, recording_sid, status)
    values (${tenantId}, ${callId}, ${`RE${randomBytes(16).toString('hex')}`}, 'completed') returning id, uuid`;
  return row;
}

/** By table. */
export const insertRow = {
  agent_groups: agentGroup,
  agents: agent,
  buyers: buyer,
  calls: call,
  campaigns: campaign,
  dnc_numbers: dncNumber,
  lead_imports: leadImport,
  integrations: integration,
  leads: lead,
  number_pools: numberPool,
  number_purchases: numberPurchase,
  phone_numbers: phoneNumber,
  publishers: publisher,
  recordings: recording,
  rtb_routers: rtbRouter,
  rtb_targets: rtbTarget,
  tracking_tags: trackingTag,
};
