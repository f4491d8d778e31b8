/**
 * Statistics of a tenant with a million calls: each endpoint in process, with its session, next to its own statements alone
 * and to a plain recount of the calls, in turns in the same run; and whether a plan reads all calls.
 */
import { performance } from 'node:perf_hooks';
import { createApp } from '../../api/app.ts';
import { readConfig, requireServices } from '../../shared/config.ts';
import { createContext, type OwnedContext } from '../../shared/context.ts';
import { openSession } from '../../shared/domain/accounts/login-sessions.ts';
import { register } from '../../shared/domain/accounts/users.ts';
import type { Sql } from '../../sql/db.ts';
import { startServices } from '../services.ts';
import { runHandler } from '../../workers/run.ts';
import { scratchDatabase } from './context.ts';

const CALLS = 1_000_000;
/** Half of them in the last 30 days, the rest in the year before: more in a day than most see. */
const RECENT_SHARE = 0.5;
const CAMPAIGNS = 20;
const BUYERS = 10;
const AGENTS = 50;
const WARM_UP = 5;
const ROUNDS = 40;
/** A plain recount takes so long that every eighth round has one. */
const RECOUNT_EVERY = 8;

type Statement = { text: string; parameters: unknown[] };

export async function benchStats(): Promise<void> {
  const given = readConfig();
  const rateLimitsPerMinute = { ...given.rateLimitsPerMinute, general: 1_000_000 };
  const config = { ...given, logLevel: 'error' as const, rateLimitsPerMinute };
  await using services = await startServices(config, { scratch: true });
  await using database = await scratchDatabase(services.databaseUrl, 'stats');
  const own = { jwtSecret: 'not used by statistics, though long', secretsKey: '00'.repeat(32) };
  const { redisUrl } = services;
  await using ctx = await createContext(requireServices({ ...config, ...own, databaseUrl: database.url, redisUrl }), {
    processName: 'bench',
    keyPrefix: `{${database.name}}`,
    connectionsMax: 5,
  });
  const { tenantId, cookie } = await openTenant(ctx);
  const startMs = performance.now();
  await fill(ctx, tenantId);
  const filledMs = performance.now();
  await runHandler(ctx, 'stats.count', {});
  const countedMs = performance.now();
  await ctx.sql`vacuum analyze`;
  console.log(
    `${CALLS.toLocaleString('en')} calls, written in ${seconds(filledMs - startMs)} s and counted in ` +
      `${seconds(countedMs - filledMs)} s. Milliseconds: median (95th percentile) of ${ROUNDS}.\n`,
  );
  const [first] = await ctx.sql<[{ campaignId: number; buyerId: number; agentId: number }]>`
    select (select min(id) from campaigns) as campaign_id, (select min(id) from buyers) as buyer_id,
      (select min(id) from agents) as agent_id`;
  const paths = [
    '/api/stats/dashboard',
    '/api/stats/historical?days=30',
    '/api/stats/historical?days=366',
    `/api/stats/campaigns/${first.campaignId}?days=30`,
    `/api/stats/campaigns/${first.campaignId}?days=366`,
    `/api/stats/buyers/${first.buyerId}?days=30`,
    `/api/stats/buyers/${first.buyerId}?days=366`,
    `/api/agents/${first.agentId}/metrics?days=30`,
  ];
  for (const path of paths) await measure(ctx, tenantId, cookie, path);
}

async function measure(ctx: OwnedContext, tenantId: number, cookie: string, path: string): Promise<void> {
  const app = createApp(ctx);
  const whole = async () => {
    const reply = await app.request(path, { headers: { cookie } });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  const statements = await statementsOf(ctx, whole);
  const bare = () =>
    Promise.all(
      statements.map(({ text, parameters }) => ctx.sql.unsafe(text, parameters as never[], { prepare: true })),
    );
  const days = Number(/days=(\d+)/.exec(path)?.[1] ?? 1);
  const recount = () => ctx.sql`
    select count(*), sum(talk_time), sum(revenue_micros), count(*) filter (where disposition = 'answered'),
      count(*) filter (where converted)
    from calls where tenant_id = ${tenantId} and not live
      and created_at >= date_trunc('day', clock_now(), 'UTC') - make_interval(days => ${days - 1})`;
  const times: Record<'whole' | 'bare' | 'recount', number[]> = { whole: [], bare: [], recount: [] };
  for (let round = -WARM_UP; round < ROUNDS; round += 1)
    for (const [name, work] of Object.entries({ whole, bare, recount })) {
      if (work === recount && round % RECOUNT_EVERY !== 0) continue;
      const startMs = performance.now();
      await work();
      if (round >= 0) times[name as keyof typeof times].push(performance.now() - startMs);
    }
  const told = Object.entries(times).map(([name, ms]) => `${name} ${at(ms, 0.5)} (${at(ms, 0.95)})`);
  const scans = (await Promise.all(statements.map((statement) => readsAllCalls(ctx, statement)))).some(Boolean);
  const ratio = (Number(at(times.whole, 0.5)) / Number(at(times.bare, 0.5))).toFixed(2);
  console.log(`${path.padEnd(36)} ${told.join('  ')}  whole/bare ${ratio}${scans ? '  READS ALL CALLS' : ''}`);
  if (scans) process.exitCode = 1;
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);

const at = (times: number[], share: number): string =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(1);

/** What a request asks the database, those of its session left out. */
async function statementsOf({ sql }: OwnedContext, work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  sql.options.debug = (_connection, text, parameters) => statements.push({ text, parameters });
  await work();
  sql.options.debug = false;
  return statements.filter(({ text }) => !/\bsessions\b/.test(text));
}

async function readsAllCalls({ sql }: OwnedContext, { text, parameters }: Statement): Promise<boolean> {
  const rows = await sql.unsafe(`explain (format json) ${text}`, parameters as never[]);
  return /"Node Type": ?"Seq Scan",(?:(?!Node Type).)*"Relation Name": ?"calls"/s.test(JSON.stringify(rows));
}

async function openTenant(ctx: OwnedContext): Promise<{ tenantId: number; cookie: string }> {
  const user = await register(ctx, undefined, {
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

/** Calls as a year of a busy account leaves them: most of them dialled, some that came in. */
async function fill({ sql }: OwnedContext, tenantId: number): Promise<void> {
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
    // One mark for each hour, as after a migration, instead of one for each call.
    await sql`alter table calls disable trigger note_call_added`;
    const rebuild = await withoutChecks(sql);
    await sql`
      insert into calls (tenant_id, campaign_id, buyer_id, agent_id, tried_buyer_ids, direction, status, from_number,
        to_number, disposition, reserved_at, start_time, end_time, created_at, updated_at, duration, talk_time, cost, cost_source, converted,
        revenue_micros)
      select ${tenantId}, campaign, case when came_in and answered then buyer end,
        case when not came_in and answered then agent end,
        case when came_in and n % 7 = 0 then array[1 + (buyer % ${BUYERS})] else '{}' end,
        case when came_in then 'inbound' else 'outbound' end, 'completed', '+14155551234', '+1212' || 2000000 + n,
        case when answered then 'answered' else 'no_answer' end, at, at, at, at, at, 30 + n % 300,
        case when answered then n % 300 else 0 end, 0.01, 'rated', came_in and answered and n % 2 = 0,
        case when came_in then case when answered and n % 2 = 0 then 12500000 else 0 end end
      from (
        select n, 1 + n % ${CAMPAIGNS} as campaign, 1 + (n / 20) % ${BUYERS} as buyer, 1 + (n / 20) % ${AGENTS} as agent,
          n % 4 = 0 as came_in, hashint4(n) % 3 = 0 as answered,
          clock_now() - case when n < ${CALLS * RECENT_SHARE}
            then make_interval(secs => n * ${(30 * 86_400) / (CALLS * RECENT_SHARE)}::float8)
            else make_interval(secs => ${30 * 86_400} + (n - ${CALLS * RECENT_SHARE})
              * ${(335 * 86_400) / (CALLS * (1 - RECENT_SHARE))}::float8) end as at
        from generate_series(0, ${CALLS - 1}::integer) as n) calls`;
    await rebuild();
    await sql`alter table calls enable trigger note_call_added`;
    await sql`
      insert into call_changes (tenant_id, hour)
      select distinct tenant_id, date_trunc('hour', created_at, 'UTC') from calls`;
  });
}

/** Takes away what would be looked up for each call, to be made in one go afterwards: minutes become seconds. */
async function withoutChecks(sql: Sql): Promise<() => Promise<void>> {
  const keys = await sql<{ name: string; definition: string }[]>`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'calls'::regclass and contype = 'f'`;
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = 'calls'::regclass and not exists (select from pg_constraint where conindid = indexrelid)`;
  for (const { name } of keys) await sql`alter table calls drop constraint ${sql(name)}`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  return async () => {
    for (const { definition } of indexes) await sql.unsafe(definition);
    for (const { name, definition } of keys)
      await sql`alter table calls add constraint ${sql(name)} ${sql.unsafe(definition)}`;
  };
}
