/** Compares the outbound calls in the product's database with the carrier's ledger. */
import { checkCallingHours } from '../../shared/rules/compliance/calling-hours.ts';
import { placeOfNumber } from '../../shared/rules/compliance/number-time-zones.ts';
import { DOLLARS_PER_CONFERENCE_MINUTE } from '../../shared/rules/values/carrier-prices.ts';
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/control/ledger.ts';
import type { Check } from './audit.ts';
import { COUNTRY_HOURS } from './lead-list.ts';

type OutboundRecords = {
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
  /** The call SIDs (the carrier's ids) of the agent legs and the parked legs. */
  legSids: (string | null)[];
};

/** A campaign that calls around the clock, so that only the law limits the hours. */
const ALL_DAY_CAMPAIGN = { timezone: 'UTC', hoursStart: '00:00', hoursEnd: '00:00', countryHours: COUNTRY_HOURS };

/** @param expected.rows Number of rows of the imported file; undefined if the user gave the file. */
export async function auditOutboundCalls(
  sql: Pool,
  ledger: Ledger,
  expected: { rows: number | undefined; retryGapMs: number; attemptsMax: number },
): Promise<Check[]> {
  const records = await readOutboundRecords(sql);
  const ledgerBySid = new Map(ledger.calls.map((call) => [call.sid, call]));
  const leadCalls = records.calls.flatMap(({ callSid }) => (callSid ? (ledgerBySid.get(callSid) ?? []) : []));
  return [
    ...(await checkImport(sql, expected.rows)),
    {
      name: 'at least one lead was called',
      figures: `${records.calls.length} calls`,
      errorCount: records.calls.length > 0 ? 0 : 1,
    },
    ...checkLedger(records, ledger, ledgerBySid),
    checkOverlaps(leadCalls),
    checkAttempts(leadCalls, expected),
    checkLegalHours(leadCalls),
    await checkDoNotCall(sql),
    ...checkEnds(records),
    await checkCosts(sql, ledger),
    await checkFees(sql, ledgerBySid),
    await checkNothingOpen(sql),
  ];
}

async function readOutboundRecords(sql: Pool): Promise<OutboundRecords> {
  const calls = await sql<OutboundRecords['calls']>`select * from calls where direction = 'outbound' order by id`;
  const legs = await sql<{ callSid: string | null }[]>`
    select l.call_sid from call_legs l left join calls c on c.id = l.call_id
    where l.call_id is null or c.direction = 'outbound' order by l.id`;
  return { calls, legSids: legs.map((leg) => leg.callSid) };
}

async function checkImport(sql: Pool, rows: number | undefined): Promise<Check[]> {
  const [sums] = await sql<[{ total: number; inserted: number; invalid: number; duplicates: number; dnc: number }]>`
    select sum(inserted + invalid + duplicates + dnc)::bigint as total, sum(inserted)::bigint as inserted,
      sum(invalid)::bigint as invalid, sum(duplicates)::bigint as duplicates, sum(dnc)::bigint as dnc
    from lead_imports`;
  const [{ leads }] = await sql<[{ leads: number }]>`select count(*) as leads from leads`;
  const { total, inserted, invalid, duplicates, dnc } = sums;
  return [
    {
      name: 'rows of the file = inserted + invalid + duplicate + do-not-call',
      figures: `${rows ?? total} = ${inserted} + ${invalid} + ${duplicates} + ${dnc}`,
      errorCount: Math.abs((rows ?? total) - total),
    },
    {
      name: 'inserted rows = leads in the database',
      figures: `${inserted} = ${leads}`,
      errorCount: Math.abs(inserted - leads),
    },
  ];
}

function checkLedger(records: OutboundRecords, ledger: Ledger, ledgerBySid: Map<string, LedgerCall>): Check[] {
  const sids = [...records.calls.map((call) => call.callSid), ...records.legSids].filter((sid) => sid !== null);
  const placedCalls = ledger.calls.filter((call) => call.direction === 'outbound-api');
  const missingInDatabase = placedCalls.filter((call) => !sids.includes(call.sid)).length;
  const missingInLedger = sids.filter((sid) => !ledgerBySid.has(sid)).length;
  // A call gets the status `lost` if the carrier did not know the call when the product asked. If the carrier places
  // such a call later, the product hangs up and keeps the status `lost`.
  const withOtherStatus = records.calls.filter(
    ({ callSid, status }) => callSid && status !== 'lost' && ledgerBySid.get(callSid)?.status !== status,
  );
  return [
    {
      name: 'calls and agent legs in the database = calls in the carrier’s ledger',
      figures: `${sids.length} = ${placedCalls.length}`,
      errorCount: missingInDatabase + missingInLedger,
    },
    {
      name: 'every call has the final status that the carrier reports',
      figures: `${records.calls.length} calls`,
      errorCount: withOtherStatus.length,
    },
  ];
}

/**
 * The ledger has the end of a call in whole seconds, so a gap between two calls can look up to one second too short.
 */
const LEDGER_ROUNDING_MS = 1_000;

type LedgerCall = Ledger['calls'][number];

const acceptedMs = (call: LedgerCall) => Date.parse(call.acceptedAt ?? '');
const endedMs = (call: LedgerCall) => Date.parse(call.endedAt ?? '9999-12-31');

function groupByNumber(calls: LedgerCall[]): LedgerCall[][] {
  const inOrder = calls.toSorted((a, b) => acceptedMs(a) - acceptedMs(b));
  return [...Map.groupBy(inOrder, (call) => call.to).values()];
}

function checkOverlaps(calls: LedgerCall[]): Check {
  const callsByNumber = groupByNumber(calls);
  const overlapping = callsByNumber.flatMap((group) =>
    group.filter((call, i) => i > 0 && acceptedMs(call) < endedMs(group[i - 1]!)),
  );
  return {
    name: 'never two calls to one number at the same time',
    figures: `${callsByNumber.length} numbers called`,
    errorCount: overlapping.length,
  };
}

function checkAttempts(
  calls: LedgerCall[],
  { retryGapMs, attemptsMax }: { retryGapMs: number; attemptsMax: number },
): Check {
  const callsByNumber = groupByNumber(calls);
  const retriedCount = callsByNumber.filter((group) => group.length > 1).length;
  const tooSoon = callsByNumber.flatMap((group) =>
    group.filter((call, i) => i > 0 && acceptedMs(call) - endedMs(group[i - 1]!) < retryGapMs - LEDGER_ROUNDING_MS),
  );
  // A call that the dialer cancelled while the phone rang does not count as an attempt. But the gap after such a call
  // must be as long as after an attempt.
  const tooMany = callsByNumber.filter(
    (group) => group.filter(({ status }) => status !== 'canceled').length > attemptsMax,
  );
  return {
    name: `no number was called again too soon, or more than ${attemptsMax} times`,
    figures: `${retriedCount} numbers called again`,
    errorCount: tooSoon.length + tooMany.length,
  };
}

function checkLegalHours(calls: LedgerCall[]): Check {
  const illegal = calls.filter(
    (call) => !checkCallingHours({ ...placeOfNumber(call.to), atMs: acceptedMs(call), campaign: ALL_DAY_CAMPAIGN }).ok,
  );
  return {
    name: 'every call was within the legal hours of the called person',
    figures: `${calls.length} calls`,
    errorCount: illegal.length,
  };
}

async function checkDoNotCall(sql: Pool): Promise<Check> {
  const [{ numbers, calls }] = await sql<[{ numbers: number; calls: number }]>`
    select count(distinct d.phone) as numbers, count(c.id) filter (
        where c.start_time > d.created_at and (d.removed_at is null or c.start_time < d.removed_at)) as calls
    from dnc_numbers d left join calls c on c.to_number = d.phone`;
  return {
    name: 'no call to a number of the do-not-call list',
    figures: `${numbers} numbers on the list`,
    errorCount: calls,
  };
}

function checkEnds({ calls }: OutboundRecords): Check[] {
  const unfinished = calls.filter((call) => !call.endTime || !call.disposition);
  const withoutPrice = calls.filter(
    (call) => call.cost === null || (call.status === 'completed' && call.costSource !== 'rated'),
  );
  return [
    {
      name: 'every call has an end time and a disposition',
      figures: `${calls.length} calls`,
      errorCount: unfinished.length,
    },
    {
      name: 'every call has a cost, every answered call the price of the carrier',
      figures: `${calls.length} calls`,
      errorCount: withoutPrice.length,
    },
  ];
}

async function checkCosts(sql: Pool, ledger: Ledger): Promise<Check> {
  const [{ cost }] = await sql<[{ cost: number }]>`select coalesce(sum(cost - carrier_fees), 0) as cost from calls`;
  // A parked leg serves many calls, so its price belongs to no call.
  const parked = await sql<{ callSid: string }[]>`
    select call_sid from call_legs where call_id is null and call_sid is not null`;
  const parkedSids = new Set(parked.map(({ callSid }) => callSid));
  const callsOfLeads = ledger.calls.filter(({ sid }) => !parkedSids.has(sid));
  const ledgerMicros = [...callsOfLeads, ...ledger.recordings].reduce(
    (sum, { price }) => sum + Math.round(Math.abs(Number(price ?? 0)) * 1e6),
    0,
  );
  return {
    name: 'sum of all call costs without fees = sum of the carrier’s prices, without the parked legs',
    figures: `$${cost.toFixed(4)} = $${(ledgerMicros / 1e6).toFixed(4)}`,
    errorCount: Math.abs(Math.round(cost * 1e6) - ledgerMicros),
  };
}

/**
 * A fee for detection must be exact. The carrier counts the minutes in a conference from the entry, and the product from
 * the answer, so each participant may differ by a started minute.
 */
async function checkFees(sql: Pool, ledgerBySid: Map<string, LedgerCall>): Promise<Check> {
  const calls = await sql<{ fees: number; sids: string[] }[]>`
    select c.carrier_fees as fees, array_agg(s.call_sid) as sids
    from calls c cross join lateral (
      select c.call_sid union all select g.call_sid from call_legs g where g.call_id = c.id and g.agent_id is not null) s
    where c.direction = 'outbound' and c.cost_source = 'rated' and s.call_sid is not null
    group by c.id`;
  const differences = calls.filter(({ fees, sids }) => {
    const billed = sids.reduce((sum, sid) => sum + Math.abs(Number(ledgerBySid.get(sid)?.fees ?? 0)), 0);
    return Math.abs(fees - billed) > sids.length * DOLLARS_PER_CONFERENCE_MINUTE + 1e-9;
  });
  const total = calls.reduce((sum, { fees }) => sum + fees, 0);
  return {
    name: 'fees for detection and conferences = the carrier’s, up to a started minute',
    figures: `$${total.toFixed(4)} for ${calls.length} calls`,
    errorCount: differences.length,
  };
}

async function checkNothingOpen(sql: Pool): Promise<Check> {
  const [open] = await sql<[{ calls: number; leads: number; agents: number; outbox: number }]>`
    select (select count(*) from calls where live) as calls,
      (select count(*) from leads where status in ('queued', 'calling')) as leads,
      (select coalesce(sum(current_calls), 0)::bigint from agents) as agents,
      (select count(*) from outbox) as outbox`;
  return {
    name: 'nothing is left open: live calls, reserved leads, agent slots, unsent jobs',
    figures: `${open.calls}, ${open.leads}, ${open.agents}, ${open.outbox}`,
    errorCount: open.calls + open.leads + open.agents + open.outbox,
  };
}
