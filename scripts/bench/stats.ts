/**
 * Measures response times of the statistics API for a tenant with a million calls. Three measurements alternate in the
 * same run: the whole request in this process, with its login session; only the SQL statements of the request; and a
 * plain recount of all calls. The benchmark fails if the query plan of a statement reads the whole table `calls`.
 */
import { readConfig } from '../../shared/config.ts';
import { performance } from 'node:perf_hooks';
import { createApp } from '../../api/app.ts';
import type { OwnedContext } from '../../shared/context.ts';
import { openSession } from '../../shared/domain/accounts/login-sessions.ts';
import { registerUser } from '../../shared/domain/accounts/users.ts';
import type { Sql } from '../../sql/db.ts';
import { runHandler } from '../../workers/handlers.ts';
import { percentile } from '../percentile.ts';
import { createBenchContext } from './context.ts';

const CALLS = 1_000_000;
/**
 * Half of the calls are in the last 30 days, the other half in the year before. Most tenants have fewer calls per day.
 */
const RECENT_SHARE = 0.5;
const CAMPAIGNS = 20;
const BUYERS = 10;
const AGENTS = 50;
const WARM_UP_ROUNDS = 5;
const ROUNDS = 40;
/** The recount of all calls is slow, so only every eighth round measures the recount. */
const ROUNDS_PER_RECOUNT = 8;

type Statement = { text: string; parameters: unknown[] };

export async function benchStats(): Promise<void> {
  const { rateLimitsPerMinute } = readConfig();
  const settings = { rateLimitsPerMinute: { ...rateLimitsPerMinute, general: 1_000_000 } };
  await using ctx = await createBenchContext('stats', { settings, connectionsMax: 5 });
  const { tenantId, cookie } = await createLoggedInTenant(ctx);
  const startMs = performance.now();
  await insertCalls(ctx, tenantId);
  const insertedMs = performance.now();
  await runHandler(ctx, 'statistics.update', {});
  const countedMs = performance.now();
  await ctx.sql`vacuum analyze`;
  console.log(
    `${CALLS.toLocaleString('en')} calls, inserted in ${formatSeconds(insertedMs - startMs)} s and counted in ` +
      `${formatSeconds(countedMs - insertedMs)} s. Times in ms: median (95th percentile) of ${ROUNDS} rounds.\n`,
  );
  const [ids] = await ctx.sql<[{ campaignId: number; buyerId: number; agentId: number }]>`
    select (select min(id) from campaigns) as campaign_id, (select min(id) from buyers) as buyer_id,
      (select min(id) from agents) as agent_id`;
  const paths = [
    '/api/stats/dashboard',
    '/api/stats/historical?days=30',
    '/api/stats/historical?days=366',
    `/api/stats/campaigns/${ids.campaignId}?days=30`,
    `/api/stats/campaigns/${ids.campaignId}?days=366`,
    `/api/stats/buyers/${ids.buyerId}?days=30`,
    `/api/stats/buyers/${ids.buyerId}?days=366`,
    `/api/agents/${ids.agentId}/metrics?days=30`,
    '/api/reports/calls?groupBy=campaign,day',
    '/api/reports/calls?groupBy=buyer,hour',
    '/api/reports/calls?groupBy=state,source',
  ];
  for (const path of paths) await measureEndpoint(ctx, tenantId, cookie, path);
}

async function measureEndpoint(ctx: OwnedContext, tenantId: number, cookie: string, path: string): Promise<void> {
  const app = createApp(ctx);
  const request = async () => {
    const reply = await app.request(path, { headers: { cookie } });
    if (!reply.ok) throw new Error(`GET ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  const statements = await captureStatements(ctx, request);
  const statementsAlone = () =>
    Promise.all(
      statements.map(({ text, parameters }) => ctx.sql.unsafe(text, parameters as never[], { prepare: true })),
    );
  const days = Number(/days=(\d+)/.exec(path)?.[1] ?? 1);
  const recount = () => ctx.sql`
    select count(*), sum(talk_time), sum(revenue_micros), count(*) filter (where disposition = 'answered'),
      count(*) filter (where converted)
    from calls where tenant_id = ${tenantId} and not live
      and created_at >= date_trunc('day', clock_now(), 'UTC') - make_interval(days => ${days - 1})`;
  const measurements = { request, SQL: statementsAlone, recount };
  const times: Record<keyof typeof measurements, number[]> = { request: [], SQL: [], recount: [] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1)
    for (const [name, work] of Object.entries(measurements)) {
      if (name === 'recount' && round % ROUNDS_PER_RECOUNT !== 0) continue;
      const startMs = performance.now();
      await work();
      if (round >= 0) times[name as keyof typeof measurements].push(performance.now() - startMs);
    }
  const cells = Object.entries(times).map(
    ([name, ms]) => `${name} ${percentile(ms, 0.5).toFixed(1)} (${percentile(ms, 0.95).toFixed(1)})`,
  );
  const ratio = (percentile(times.request, 0.5) / percentile(times.SQL, 0.5)).toFixed(2);
  const scans = await Promise.all(statements.map((statement) => readsAllCalls(ctx, statement)));
  const readsAll = scans.some(Boolean);
  console.log(`${path.padEnd(36)} ${cells.join('  ')}  request/SQL ${ratio}${readsAll ? '  READS ALL CALLS' : ''}`);
  if (readsAll) process.exitCode = 1;
}

const formatSeconds = (ms: number) => (ms / 1000).toFixed(1);

/** Returns the SQL statements of a request, without the statements that read the login session. */
async function captureStatements({ sql }: OwnedContext, request: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  sql.options.debug = (_connection, text, parameters) => statements.push({ text, parameters });
  await request();
  sql.options.debug = false;
  return statements.filter(({ text }) => !/\bsessions\b/.test(text));
}

/** Whether the query plan of the statement contains a sequential scan of the table `calls`. */
async function readsAllCalls({ sql }: OwnedContext, { text, parameters }: Statement): Promise<boolean> {
  const rows = await sql.unsafe(`explain (format json) ${text}`, parameters as never[]);
  return /"Node Type": ?"Seq Scan",(?:(?!Node Type).)*"Relation Name": ?"calls"/s.test(JSON.stringify(rows));
}

async function createLoggedInTenant(ctx: OwnedContext): Promise<{ tenantId: number; cookie: string }> {
  const user = await registerUser(ctx, undefined, {
    email: 'bench@example.com',
    password: 'a password of the bench',
    firstName: 'Bench',
    lastName: '',
    phone: null,
    role: 'admin',
    tenant: null,
  });
  return { tenantId: user.tenantId, cookie: `sid=${await openSession(ctx, user)}` };
}

/** Inserts the calls of one year of a busy tenant: three quarters outbound, one quarter inbound. */
async function insertCalls({ sql }: OwnedContext, tenantId: number): Promise<void> {
  await sql.begin(async (sql) => {
    await sql`set local statement_timeout = 0`;
    await sql`
      insert into campaigns (tenant_id, name, timezone, calling_hours_start, calling_hours_end, retry_policy, amd_enabled,
        record_calls, wrap_up_seconds, ring_seconds_max)
      select ${tenantId}, 'Campaign ' || n, 'UTC', '08:00', '21:00', '{}', true, false, 10, 30
      from generate_series(1, ${CAMPAIGNS}::integer) as n`;
    await sql`
      insert into buyers (tenant_id, name, phone_number, priority, max_concurrent_calls, daily_call_limit, is_active)
      select ${tenantId}, 'Buyer ' || n, '+1415555' || 1000 + n, 1, 0, 0, true from generate_series(1, ${BUYERS}::integer) as n`;
    await sql`
      insert into agents (tenant_id, name, phone)
      select ${tenantId}, 'Agent ' || n, '+1415555' || 2000 + n from generate_series(1, ${AGENTS}::integer) as n`;
    // Without the trigger, the inserts add no rows to `call_changes`. At the end `call_changes` gets one row per hour
    // instead, as after a migration.
    await sql`alter table calls disable trigger note_call_added`;
    const restoreConstraints = await dropConstraintsAndIndexes(sql);
    await sql`
      insert into calls (tenant_id, campaign_id, buyer_id, agent_id, tried_buyer_ids, direction, status, from_number,
        to_number, disposition, reserved_at, start_time, end_time, created_at, updated_at, duration, talk_time, cost, cost_source, converted,
        revenue_micros)
      select ${tenantId}, campaign, case when inbound and answered then buyer end,
        case when not inbound and answered then agent end,
        case when inbound and n % 7 = 0 then array[1 + (buyer % ${BUYERS})] else '{}' end,
        case when inbound then 'inbound' else 'outbound' end, 'completed', '+14155551234', '+1212' || 2000000 + n,
        case when answered then 'answered' else 'no_answer' end, at, at, at, at, at, 30 + n % 300,
        case when answered then n % 300 else 0 end, 0.01, 'rated', inbound and answered and n % 2 = 0,
        case when inbound then case when answered and n % 2 = 0 then 12500000 else 0 end end
      from (
        select n, 1 + n % ${CAMPAIGNS} as campaign, 1 + (n / 20) % ${BUYERS} as buyer, 1 + (n / 20) % ${AGENTS} as agent,
          n % 4 = 0 as inbound, hashint4(n) % 3 = 0 as answered,
          clock_now() - case when n < ${CALLS * RECENT_SHARE}
            then make_interval(secs => n * ${(30 * 86_400) / (CALLS * RECENT_SHARE)}::float8)
            else make_interval(secs => ${30 * 86_400} + (n - ${CALLS * RECENT_SHARE})
              * ${(335 * 86_400) / (CALLS * (1 - RECENT_SHARE))}::float8) end as at
        from generate_series(0, ${CALLS - 1}::integer) as n) calls`;
    await restoreConstraints();
    await sql`alter table calls enable trigger note_call_added`;
    await sql`
      insert into call_changes (tenant_id, hour)
      select distinct tenant_id, date_trunc('hour', created_at, 'UTC') from calls`;
  });
}

/**
 * Drops the foreign keys and indexes of `calls` before the insert, so the insert takes seconds instead of minutes.
 *
 * @returns A function that creates the foreign keys and indexes again.
 */
async function dropConstraintsAndIndexes(sql: Sql): Promise<() => Promise<void>> {
  const foreignKeys = await sql<{ name: string; definition: string }[]>`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'calls'::regclass and contype = 'f'`;
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = 'calls'::regclass and not exists (select from pg_constraint where conindid = indexrelid)`;
  for (const { name } of foreignKeys) await sql`alter table calls drop constraint ${sql(name)}`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  return async () => {
    for (const { definition } of indexes) await sql.unsafe(definition);
    for (const { name, definition } of foreignKeys)
      await sql`alter table calls add constraint ${sql(name)} ${sql.unsafe(definition)}`;
  };
}
