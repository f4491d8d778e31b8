/** What an audit looks at: the carrier's ledger, the product's books, and what the product has acknowledged. */
import type { Pool } from '../../sql/db.ts';
import type { Check } from '../demo/audit.ts';
import { auditInboundRecords } from '../demo/audit-inbound.ts';
import { auditOutboundCalls } from '../demo/audit-outbound.ts';
import type { Ledger } from '../simulator/control/ledger.ts';
import { RETRIES } from './floor.ts';
import type { Acknowledged } from './journal.ts';
import type { World } from './world.ts';

export type BookedCall = {
  uuid: string;
  callSid: string | null;
  tenantId: number;
  campaignId: string | null;
  direction: 'inbound' | 'outbound';
  status: string;
  live: boolean;
  toNumber: string;
  agentId: number | null;
  startTime: Date | null;
  connectedAt: Date | null;
  endTime: Date | null;
  duration: number | null;
  talkTime: number | null;
};

export type Books = {
  calls: BookedCall[];
  legSids: string[];
  recordingSids: string[];
  doNotCall: string[];
  imports: { fileName: string; status: string; rows: number }[];
  leads: { uuid: string; firstName: string | null; attempts: number; booked: number }[];
};

export type Evidence = {
  ledger: Ledger;
  books: Books;
  acknowledged: Acknowledged[];
  /** Spans of product time in which a process was frozen or cut off from the carrier. Unix milliseconds. */
  delayedSpans: { fromMs: number; toMs: number }[];
  /** Numbers of agents, which may have many calls, but one at a time. */
  callsAtOnceMax: ReadonlyMap<string, number>;
  crashes: readonly string[];
  /** Whether webhooks with wrong signatures were sent. */
  forged: boolean;
  /** Only at the end, when everything has come to rest. */
  atRest?: { open: readonly string[]; checks: readonly Check[]; failedJobs: readonly string[] };
};

export async function readBooks(sql: Pool): Promise<Books> {
  const [calls, legs, recordings, numbers, imports, leads] = await Promise.all([
    sql<BookedCall[]>`
      select c.uuid, call_sid, c.tenant_id, k.uuid as campaign_id, direction, c.status, live, to_number, agent_id, start_time,
        connected_at, end_time, duration, talk_time
      from calls c left join campaigns k on k.id = c.campaign_id order by c.id`,
    sql<{ callSid: string }[]>`select call_sid from call_legs where call_sid is not null`,
    sql<{ recordingSid: string }[]>`select recording_sid from recordings`,
    sql<{ phone: string }[]>`select distinct phone from dnc_numbers where removed_at is null`,
    sql<Books['imports']>`
      select file_name, status, inserted + invalid + duplicates + dnc as rows from lead_imports`,
    sql<Books['leads']>`
      select uuid, first_name, call_attempts as attempts,
        (select count(*) from calls c where c.lead_id = l.id and c.start_time is not null) as booked
      from leads l where call_attempts > 0 or first_name is not null`,
  ]);
  return {
    calls: [...calls],
    legSids: legs.map(({ callSid }) => callSid),
    recordingSids: recordings.map(({ recordingSid }) => recordingSid),
    doNotCall: numbers.map(({ phone }) => phone),
    imports: [...imports],
    leads: [...leads],
  };
}

/** Returns what has not come to rest, in words. */
export async function listOpen({ sql, simulator }: Pick<World, 'sql' | 'simulator'>): Promise<string[]> {
  const { calls } = await simulator.ledger();
  // The carrier never prices a call that it could not answer, and prices other calls some seconds after their end.
  const priced = calls.flatMap(({ sid, answeredAt, price }) => (price === null && answeredAt === null ? [] : sid));
  const rows = await sql<{ what: string; state: string; age: string }[]>`
    select 'call ' || uuid as what, status || coalesce(', cost ' || cost_source, '') as state,
        (clock_now() - updated_at)::text as age
      from calls where live or cost_source = 'estimated' and call_sid = any(${priced})
    union all select 'leg ' || uuid, status::text, (clock_now() - updated_at)::text from call_legs where live
    union all select 'lead ' || uuid, status, (clock_now() - updated_at)::text from leads
      where status in ('queued', 'calling')
    union all select 'import ' || file_name, status, (clock_now() - created_at)::text from lead_imports
      where status in ('pending', 'running')
    union all select 'award ' || id, status, (clock_now() - awarded_at)::text from rtb_awards where status = 'claimed'
    union all select 'job ' || kind, 'in the outbox', (now() - created_at)::text from outbox
    union all select 'agent ' || name, 'busy', '' from agents where current_calls > 0
    union all select 'buyer ' || name, 'busy', '' from buyers where current_calls > 0`;
  const live = calls.filter(({ endedAt }) => endedAt === null).map(({ to }) => `call of the carrier to ${to}`);
  const booked = new Set((await readBooks(sql)).calls.map(({ callSid }) => callSid));
  // The product finds a caller without any report in the carrier's list, some minutes later.
  const missed = calls.filter(({ sid, direction }) => direction === 'inbound' && !booked.has(sid));
  return [
    ...rows.map(({ what, state, age }) => `${what} is ${state} since ${age}`),
    ...live,
    ...missed.map(({ sid, from }) => `caller ${from} (${sid}) is on no book`),
  ];
}

/** Returns the failed jobs, which are not tried again, by kind and error. */
export async function listFailedJobs({ redis }: Pick<World, 'redis'>): Promise<string[]> {
  const failed: string[] = [];
  for (const key of await redis.keys('*:failed')) {
    const ids = await redis.zrange(key, '0', '-1');
    for (const id of ids) {
      const [name, reason] = await redis.hmget(key.replace(/failed$/, id), 'name', 'failedReason');
      failed.push(`${name}: ${reason}`);
    }
  }
  return failed;
}

/** Returns the comparisons of all books with the ledger, as the demo makes them. */
export async function compareBooks(sql: Pool, ledger: Ledger): Promise<Check[]> {
  const policy = { rows: undefined, retryGapMs: RETRIES.gapMinutes * 60_000, attemptsMax: RETRIES.attemptsMax };
  return [...(await auditOutboundCalls(sql, ledger, policy)), ...(await auditInboundRecords(sql, ledger))];
}
