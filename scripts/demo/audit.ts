/** Holds the product's books in Postgres against the carrier's ledger. Every check counts what does not tie. */
import { callable } from '../../shared/rules/calling-hours.ts';
import { zonesOfNumber } from '../../shared/rules/zones.ts';
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/ledger.ts';

export type Check = { what: string; found: string; wrong: number };

type Books = {
  calls: {
    uuid: string;
    callSid: string | null;
    leadId: number;
    status: string;
    disposition: string | null;
    endTime: Date | null;
    cost: number | null;
    costSource: string | null;
    startTime: Date | null;
    toNumber: string;
  }[];
  legSids: (string | null)[];
};

/** Hours of the whole day, so that what is checked is the law alone. */
const anyHour = { timezone: 'UTC', hoursStart: '00:00', hoursEnd: '00:00' };

export async function audit(
  sql: Pool,
  ledger: Ledger,
  expected: { rows: number | undefined; retryGapMs: number; attemptsMax: number },
): Promise<Check[]> {
  const books = await readBooks(sql);
  const bySid = new Map(ledger.calls.map((call) => [call.sid, call]));
  const toLeads = books.calls.flatMap(({ callSid }) => (callSid ? (bySid.get(callSid) ?? []) : []));
  return [
    ...(await importChecks(sql, expected.rows)),
    { what: 'people were called', found: `${books.calls.length} calls`, wrong: books.calls.length > 0 ? 0 : 1 },
    ...ledgerChecks(books, ledger, bySid),
    overlaps(toLeads),
    attempts(toLeads, expected),
    illegalHours(toLeads),
    ...(await doNotCallChecks(sql)),
    ...endChecks(books),
    await costCheck(sql, ledger),
    await nothingLeft(sql),
  ];
}

async function readBooks(sql: Pool): Promise<Books> {
  const calls = await sql<Books['calls']>`select * from calls where direction = 'outbound' order by id`;
  const legs = await sql<{ callSid: string | null }[]>`
    select l.call_sid from call_legs l join calls c on c.id = l.call_id where c.direction = 'outbound' order by l.id`;
  return { calls, legSids: legs.map((leg) => leg.callSid) };
}

async function importChecks(sql: Pool, rows: number | undefined): Promise<Check[]> {
  const [sums] = await sql<[{ total: number; inserted: number; invalid: number; duplicates: number; dnc: number }]>`
    select sum(inserted + invalid + duplicates + dnc)::bigint as total, sum(inserted)::bigint as inserted,
      sum(invalid)::bigint as invalid, sum(duplicates)::bigint as duplicates, sum(dnc)::bigint as dnc
    from lead_imports`;
  const [{ leads }] = await sql<[{ leads: number }]>`select count(*) as leads from leads`;
  const { total, inserted, invalid, duplicates, dnc } = sums;
  return [
    {
      what: 'rows in = inserted + invalid + duplicate + dnc',
      found: `${rows ?? total} = ${inserted} + ${invalid} + ${duplicates} + ${dnc}`,
      wrong: Math.abs((rows ?? total) - total),
    },
    { what: 'rows inserted = leads', found: `${inserted} = ${leads}`, wrong: Math.abs(inserted - leads) },
  ];
}

function ledgerChecks(books: Books, ledger: Ledger, bySid: Map<string, Ledger['calls'][number]>): Check[] {
  const ours = [...books.calls.map((call) => call.callSid), ...books.legSids].filter((sid) => sid !== null);
  const placed = ledger.calls.filter((call) => call.direction === 'outbound-api');
  const unknown = placed.filter((call) => !ours.includes(call.sid)).length;
  const invented = ours.filter((sid) => !bySid.has(sid)).length;
  // What we gave up for lost stays lost: should the carrier have placed it later, it was hung up.
  const different = books.calls.filter(
    ({ callSid, status }) => callSid && status !== 'lost' && bySid.get(callSid)?.status !== status,
  );
  return [
    {
      what: 'calls and legs placed = carrier ledger',
      found: `${ours.length} = ${placed.length}`,
      wrong: unknown + invented,
    },
    { what: 'every call ended as the carrier says', found: `${books.calls.length} calls`, wrong: different.length },
  ];
}

/** The carrier reports the end of a call in whole seconds, so a gap may seem shorter to its ledger by that much. */
const CARRIER_SECOND_MS = 1_000;

type LedgerCall = Ledger['calls'][number];

const acceptedMs = (call: LedgerCall) => Date.parse(call.acceptedAt ?? '');
const endedMs = (call: LedgerCall) => Date.parse(call.endedAt ?? '9999-12-31');

function byNumber(calls: LedgerCall[]): LedgerCall[][] {
  const inOrder = calls.toSorted((a, b) => acceptedMs(a) - acceptedMs(b));
  return [...Map.groupBy(inOrder, (call) => call.to).values()];
}

function overlaps(calls: LedgerCall[]): Check {
  const wrong = byNumber(calls).flatMap((own) =>
    own.filter((call, i) => i > 0 && acceptedMs(call) < endedMs(own[i - 1]!)),
  );
  return { what: 'no lead in two live calls', found: `${byNumber(calls).length} numbers called`, wrong: wrong.length };
}

function attempts(
  calls: LedgerCall[],
  { retryGapMs, attemptsMax }: { retryGapMs: number; attemptsMax: number },
): Check {
  const numbers = byNumber(calls);
  const retried = numbers.filter((own) => own.length > 1).length;
  const tooSoon = numbers.flatMap((own) =>
    own.filter((call, i) => i > 0 && acceptedMs(call) - endedMs(own[i - 1]!) < retryGapMs - CARRIER_SECOND_MS),
  );
  // A call that we gave up while it rang is not an attempt, though it keeps its distance like one.
  const tooMany = numbers.filter((own) => own.filter(({ status }) => status !== 'canceled').length > attemptsMax);
  return {
    what: 'no attempt too soon or too many',
    found: `${retried} numbers tried again`,
    wrong: tooSoon.length + tooMany.length,
  };
}

function illegalHours(calls: LedgerCall[]): Check {
  const wrong = calls.filter(
    (call) => !callable({ ...zonesOfNumber(call.to), atMs: acceptedMs(call), campaign: anyHour }).ok,
  );
  return { what: 'no call at an unlawful hour of the called', found: `${calls.length} calls`, wrong: wrong.length };
}

async function doNotCallChecks(sql: Pool): Promise<Check[]> {
  const [{ listed, called }] = await sql<[{ listed: number; called: number }]>`
    select count(distinct d.phone) as listed, count(c.id) filter (where c.start_time > d.created_at) as called
    from dnc_numbers d left join calls c on c.to_number = d.phone`;
  return [{ what: 'no call to a do-not-call number', found: `${listed} numbers listed`, wrong: called }];
}

function endChecks({ calls }: Books): Check[] {
  const of = (wrong: Books['calls']) => wrong.length;
  return [
    {
      what: 'every call has an end and a disposition',
      found: `${calls.length} calls`,
      wrong: of(calls.filter((call) => !call.endTime || !call.disposition)),
    },
    {
      what: 'every call has a cost, rated by the carrier if answered',
      found: `${calls.length} calls`,
      wrong: of(
        calls.filter((call) => call.cost === null || (call.status === 'completed' && call.costSource !== 'rated')),
      ),
    },
  ];
}

async function costCheck(sql: Pool, ledger: Ledger): Promise<Check> {
  const [{ cost }] = await sql<[{ cost: number }]>`select coalesce(sum(cost), 0) as cost from calls`;
  const micros = [...ledger.calls, ...ledger.recordings].reduce(
    (sum, { price }) => sum + Math.round(Math.abs(Number(price ?? 0)) * 1e6),
    0,
  );
  const difference = Math.abs(Math.round(cost * 1e6) - micros);
  return {
    what: 'sum of costs = sum of the ledger’s prices',
    found: `$${cost.toFixed(4)} = $${(micros / 1e6).toFixed(4)}`,
    wrong: difference,
  };
}

async function nothingLeft(sql: Pool): Promise<Check> {
  const [left] = await sql<[{ calls: number; leads: number; agents: number; outbox: number }]>`
    select (select count(*) from calls where live) as calls,
      (select count(*) from leads where status in ('queued', 'calling')) as leads,
      (select coalesce(sum(current_calls), 0)::bigint from agents) as agents,
      (select count(*) from outbox) as outbox`;
  const wrong = left.calls + left.leads + left.agents + left.outbox;
  const found = `${left.calls} calls, ${left.leads} leads, ${left.agents} agents, ${left.outbox} jobs`;
  return { what: 'nothing left hanging', found, wrong };
}

export function printAudit(checks: Check[]): void {
  const width = Math.max(...checks.map(({ what }) => what.length));
  for (const { what, found, wrong } of checks)
    console.log(
      `  ${wrong === 0 ? '✓' : '✗'} ${what.padEnd(width)}  ${found}${wrong === 0 ? '' : `  — ${wrong} WRONG`}`,
    );
}
