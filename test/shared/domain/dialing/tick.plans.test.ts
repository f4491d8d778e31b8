/**
 * Tests that the work of every second does not grow with the tables. An import fills a table faster than PostgreSQL
 * renews its statistics, so a plan must also be right with old statistics and with none.
 */
import { beforeAll, expect, inject, test } from 'vitest';
import { JOB_KINDS, definitionOf } from '../../../../shared/jobs.ts';
import { runHandler } from '../../../../workers/handlers.ts';
import { createDialingTenant, type DialingTenant } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { recordReads, type TableRead } from '../../../helpers/statements/plans.ts';

const isLong = inject('isLong');
/** Leads of an old, paused campaign, and as many ended calls. */
const OLD_LEADS = isLong ? 1_000_000 : 5_000;
/** Active campaigns with new leads that are not due, so that a search for due leads finds none. */
const NEW_CAMPAIGNS = isLong ? 50 : 3;
/** A statement may take 30 seconds. */
const INSERTED_AT_ONCE = 50_000;
const LEADS_OF_NEW = isLong ? 3_000 : 400;

/** The tables that grow with the business. */
const GROWING = ['leads', 'calls', 'call_legs', 'call_events', 'dnc_numbers'];
/** Rows that one scan may read. A tick examines up to 1 000 leads, and a sweep repairs up to 5 000 rows at once. */
const ROWS_READ_MAX = 5_000;

const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;
const floors: DialingTenant[] = [];

const insertMany = (floor: DialingTenant, from: number, leads: number, status: string, nextCallAt: Date | null) => sql`
  insert into leads (tenant_id, campaign_id, phone, phone_normalized, status, next_call_at, place_id, created_at,
    updated_at)
  select k.tenant_id, k.id, phone, phone, ${status}, ${nextCallAt}::timestamptz, 1, now.at, now.at
  from campaigns k, generate_series(${from}::int, ${from + leads - 1}::int) as n, (select clock_now() as at) now,
    lateral (select '+1212' || (2000000 + n) as phone) p
  where k.id = ${floor.campaignId}`;

/** Inserts old leads, each with an ended call that has an event and a leg of an agent. */
async function insertOld(floor: DialingTenant, from: number, leads: number): Promise<void> {
  await insertMany(floor, from, leads, 'pending', null);
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, end_time,
      disposition, cost, cost_source, created_at, updated_at, reserved_at)
    select l.tenant_id, l.campaign_id, l.id, 'outbound', 'no-answer', '+14155551234', l.phone, now.at, now.at,
      'no_answer', 0, 'rated', now.at, now.at, now.at
    from leads l, (select clock_now() - interval '9 days' as at) now
    where l.campaign_id = ${floor.campaignId} and not exists (select from calls c where c.lead_id = l.id)`;
  await sql`
    insert into call_legs (tenant_id, call_id, agent_id, status, from_number, to_number, start_time, end_time, created_at,
      updated_at)
    select c.tenant_id, c.id, a.id, 'completed', c.from_number, a.phone, c.start_time, c.end_time, c.created_at,
      c.created_at
    from calls c join agents a on a.tenant_id = c.tenant_id
    where not exists (select from call_legs g where g.call_id = c.id)`;
  await sql`
    insert into call_events (call_id, tenant_id, event, message, created_at)
    select c.id, c.tenant_id, 'call_ended', 'The call ended', c.created_at from calls c
    where not exists (select from call_events e where e.call_id = c.id)`;
  await sql`
    insert into dnc_numbers (tenant_id, phone, source, created_at)
    select null, '+1305' || (2000000 + n), 'registry', now.at
    from generate_series(${from}::int, ${from + leads - 1}::int) n, (select clock_now() as at) now`;
}

beforeAll(async () => {
  for (const table of GROWING) await sql`alter table ${sql(table)} set (autovacuum_enabled = off)`;
  const old = await createDialingTenant(system, { phones: [] });
  for (let from = 0; from < OLD_LEADS; from += INSERTED_AT_ONCE)
    await insertOld(old, from, Math.min(INSERTED_AT_ONCE, OLD_LEADS));
  await sql`update campaigns set status = 'paused', total_leads = ${OLD_LEADS} where id = ${old.campaignId}`;
  await sql`analyze`;
  for (let n = 0; n < NEW_CAMPAIGNS; n++) {
    const floor = await createDialingTenant(system, { phones: ['+12125550100', '+19875550100'], agents: 3 });
    await insertMany(floor, OLD_LEADS * 2, LEADS_OF_NEW, 'pending', new Date('2026-01-14T20:00:00Z'));
    await sql`update campaigns set total_leads = ${LEADS_OF_NEW + 2} where id = ${floor.campaignId}`;
    floors.push(floor);
  }
}, 900_000);

/** The jobs that a schedule runs at least every 5 seconds. */
const FREQUENT = JOB_KINDS.filter((kind) => (definitionOf(kind).everyMs ?? Infinity) <= 5_000);

async function readsOfOneSecond(): Promise<TableRead[]> {
  return recordReads(system, async (ctx) => {
    for (const kind of FREQUENT) await runHandler(ctx, kind, {});
    for (const { campaignId } of floors) await runHandler(ctx, 'campaign.tick', { campaignId });
    const reserved = await sql<{ id: number }[]>`select id from calls where live and status = 'reserved' order by id`;
    for (const { id: callId } of reserved) await runHandler(ctx, 'call.place', { callId });
  });
}

const asText = ({ how, table, rows, statement }: TableRead) =>
  `${how} reads ${rows} rows of ${table}: ${statement.slice(0, 300)}`;

const statistics = {
  'of the time before the last imports': async () => {},
  'that are missing': () =>
    sql`select pg_clear_relation_stats('public', t), s.* from unnest(${GROWING}::text[]) t,
      lateral (select count(pg_clear_attribute_stats('public', t, attname, false)) from pg_attribute
        where attrelid = t::regclass and attnum > 0 and not attisdropped) s`,
  'that are new': () => sql`analyze`,
};

test.each(Object.keys(statistics) as (keyof typeof statistics)[])(
  'no statement of a second reads a growing table, with statistics %s',
  { timeout: 300_000 },
  async (which) => {
    expect(FREQUENT).toEqual(expect.arrayContaining(['dialer.tick', 'campaigns.complete', 'system.sweep']));
    await statistics[which]();
    const reads = (await readsOfOneSecond()).filter(({ table }) => GROWING.includes(table));
    expect(reads.some(({ how }) => how.includes('leads_due'))).toBe(true);
    const whole = reads.filter(({ how, rows }) => how.startsWith('Seq Scan') || rows > ROWS_READ_MAX);
    expect([...new Set(whole.map(asText))]).toEqual([]);
  },
);
