/** One row of each noun, written past the API, for tests that need it to exist and nothing more of it. */
import { randomInt } from 'node:crypto';
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

/** By table. */
export const insertRow = {
  agent_groups: agentGroup,
  agents: agent,
  calls: call,
  campaigns: campaign,
  dnc_numbers: dncNumber,
  lead_imports: leadImport,
  leads: lead,
};
