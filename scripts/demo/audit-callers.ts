/** The books of calls that came in, held against the carrier's ledger. Every check counts what does not tie. */
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/ledger.ts';
import type { Check } from './audit.ts';

type Award = {
  callSid: string;
  destination: string;
  status: 'held' | 'refunded' | 'settled';
  bid: number;
  conversionSeconds: number;
  converted: boolean | null;
  revenue: number | null;
};

export async function auditCallers(sql: Pool, ledger: Ledger): Promise<Check[]> {
  const callers = ledger.calls.filter(({ direction }) => direction === 'inbound');
  const awards = await sql<Award[]>`
    select c.call_sid, w.destination, w.status, w.bid_micros / 1e6 as bid, coalesce(w.conversion_seconds, 0) as conversion_seconds,
      w.converted, w.revenue_micros / 1e6 as revenue
    from rtb_awards w join calls c on c.id = w.call_id order by w.id`;
  return [
    await answered(sql, callers),
    ends(awards),
    talked(awards, ledger),
    earned(awards, ledger),
    await revenue(sql, awards),
    await connections(sql, ledger),
  ];
}

async function answered(sql: Pool, callers: Ledger['calls']): Promise<Check> {
  const books = await sql<{ callSid: string }[]>`
    select call_sid from calls where direction = 'inbound' and call_sid is not null`;
  const known = new Set(books.map(({ callSid }) => callSid));
  const good = callers.filter(
    ({ sid, requests }) => known.has(sid) && requests.every(({ status }) => status !== null && status < 300),
  );
  return {
    what: 'every caller was answered with TwiML, and is on our books',
    found: `${callers.length} callers = ${books.length} calls`,
    wrong: callers.length - good.length + Math.abs(callers.length - books.length),
  };
}

function ends(awards: Award[]): Check {
  const of = (wanted: (award: Award) => boolean) => awards.filter(wanted).length;
  const paid = of(({ converted }) => converted === true);
  const free = of(({ converted }) => converted === false);
  const refunded = of(({ status }) => status === 'refunded');
  return {
    what: 'calls given to bidders = paid + too short + given back',
    found: `${awards.length} = ${paid} + ${free} + ${refunded}`,
    wrong: Math.abs(awards.length - paid - free - refunded),
  };
}

/** Seconds that the carrier connected a caller with a number. */
function secondsOf(ledger: Ledger, { callSid, destination }: Pick<Award, 'callSid' | 'destination'>): number {
  const legs = ledger.calls.filter(({ parentSid, to }) => parentSid === callSid && to === destination);
  return legs.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
}

function talked(awards: Award[], ledger: Ledger): Check {
  const wrong = awards.filter((award) => (award.status === 'settled') !== secondsOf(ledger, award) > 0);
  return {
    what: 'given back = those the carrier never connected',
    found: `${awards.length} awards`,
    wrong: wrong.length,
  };
}

function earned(awards: Award[], ledger: Ledger): Check {
  const booked = awards.reduce((sum, award) => sum + (award.revenue ?? 0), 0);
  const due = awards
    .filter((award) => award.status === 'settled' && secondsOf(ledger, award) >= award.conversionSeconds)
    .reduce((sum, { bid }) => sum + bid, 0);
  return {
    what: 'revenue = bids on calls that lasted long enough, by the ledger',
    found: `$${booked.toFixed(2)} = $${due.toFixed(2)}`,
    wrong: Math.round(Math.abs(booked - due) * 1e6),
  };
}

async function revenue(sql: Pool, awards: Award[]): Promise<Check> {
  const [{ calls }] = await sql<[{ calls: number }]>`
    select coalesce(sum(revenue_micros), 0) / 1e6 as calls from calls where direction = 'inbound'`;
  const bids = awards.reduce((sum, award) => sum + (award.revenue ?? 0), 0);
  return {
    what: 'revenue of calls = revenue of bids',
    found: `$${calls.toFixed(2)} = $${bids.toFixed(2)}`,
    wrong: Math.round(Math.abs(calls - bids) * 1e6),
  };
}

/** Whom we have on the books as talking with whom, and whom the carrier connected. */
async function connections(sql: Pool, ledger: Ledger): Promise<Check> {
  const books = await sql<{ callSid: string; destination: string }[]>`
    select call_sid, forwarded_to as destination from calls
    where direction = 'inbound' and bridge_time is not null and forwarded_to is not null`;
  const connected = ledger.calls.filter(
    ({ direction, durationSeconds }) => direction === 'outbound-dial' && durationSeconds > 0,
  );
  const agreed = books.filter((call) => secondsOf(ledger, call) > 0);
  return {
    what: 'callers who talked = callers whom the carrier connected',
    found: `${books.length} = ${connected.length}`,
    wrong: books.length - agreed.length + Math.abs(books.length - connected.length),
  };
}
