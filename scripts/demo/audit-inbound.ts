/** Compares the inbound calls in the product's database with the carrier's ledger. */
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/control/ledger.ts';
import type { Check } from './audit.ts';

type Award = {
  callSid: string;
  destination: string;
  status: 'claimed' | 'released' | 'completed';
  bid: number;
  conversionSeconds: number;
  converted: boolean | null;
  revenue: number | null;
};

export async function auditInboundCalls(sql: Pool, ledger: Ledger): Promise<Check[]> {
  return [checkAnswers(ledger), ...(await auditInboundRecords(sql, ledger))];
}

/** The comparisons that hold even if callers heard an apology, because a part of the product was away. */
export async function auditInboundRecords(sql: Pool, ledger: Ledger): Promise<Check[]> {
  const awards = await sql<Award[]>`
    select c.call_sid, w.destination, w.status, w.bid_micros / 1e6 as bid, coalesce(w.conversion_seconds, 0) as conversion_seconds,
      w.converted, w.revenue_micros / 1e6 as revenue
    from rtb_awards w join calls c on c.id = w.call_id order by w.id`;
  return [
    await checkBooked(sql, ledger),
    checkAwardOutcomes(awards),
    checkReleasedAwards(awards, ledger),
    checkBidRevenue(awards, ledger),
    await checkCallRevenue(sql, awards),
    await checkConnections(sql, ledger),
  ];
}

const inboundCalls = (ledger: Ledger) => ledger.calls.filter(({ direction }) => direction === 'inbound');

function checkAnswers(ledger: Ledger): Check {
  const calls = inboundCalls(ledger);
  const answered = calls.filter(({ requests }) => requests.every(({ status }) => status !== null && status < 300));
  return {
    name: 'every inbound call was answered with TwiML',
    figures: `${calls.length} = ${answered.length}`,
    errorCount: calls.length - answered.length,
  };
}

async function checkBooked(sql: Pool, ledger: Ledger): Promise<Check> {
  const booked = await sql<{ callSid: string }[]>`
    select call_sid from calls where direction = 'inbound' and call_sid is not null`;
  const sids = new Set(booked.map(({ callSid }) => callSid));
  const calls = inboundCalls(ledger);
  const missing = calls.filter(({ sid }) => !sids.has(sid)).length;
  return {
    name: 'inbound calls of the carrier = inbound calls in the database',
    figures: `${calls.length} = ${booked.length}`,
    errorCount: missing + Math.abs(calls.length - booked.length),
  };
}

function checkAwardOutcomes(awards: Award[]): Check {
  const count = (matches: (award: Award) => boolean) => awards.filter(matches).length;
  const paid = count(({ converted }) => converted === true);
  const tooShort = count(({ converted }) => converted === false);
  const released = count(({ status }) => status === 'released');
  return {
    name: 'calls awarded to bidders = paid + too short to be paid + released',
    figures: `${awards.length} = ${paid} + ${tooShort} + ${released}`,
    errorCount: Math.abs(awards.length - paid - tooShort - released),
  };
}

/** Returns the seconds for which the carrier connected the caller with the bidder's phone number. */
function connectedSeconds(ledger: Ledger, { callSid, destination }: Pick<Award, 'callSid' | 'destination'>): number {
  const legs = ledger.calls.filter(({ parentSid, to }) => parentSid === callSid && to === destination);
  return legs.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
}

function checkReleasedAwards(awards: Award[], ledger: Ledger): Check {
  const wrong = awards.filter((award) => (award.status === 'completed') !== connectedSeconds(ledger, award) > 0);
  return {
    name: 'released awards = those that the carrier never connected',
    figures: `${awards.length} awards`,
    errorCount: wrong.length,
  };
}

function checkBidRevenue(awards: Award[], ledger: Ledger): Check {
  const booked = sumRevenue(awards);
  const due = awards
    .filter((award) => award.status === 'completed' && connectedSeconds(ledger, award) >= award.conversionSeconds)
    .reduce((sum, { bid }) => sum + bid, 0);
  return {
    name: 'revenue of the awards = bids for calls that lasted long enough in the ledger',
    figures: `$${booked.toFixed(2)} = $${due.toFixed(2)}`,
    errorCount: Math.round(Math.abs(booked - due) * 1e6),
  };
}

async function checkCallRevenue(sql: Pool, awards: Award[]): Promise<Check> {
  const [{ callRevenue }] = await sql<[{ callRevenue: number }]>`
    select coalesce(sum(revenue_micros), 0) / 1e6 as call_revenue from calls where direction = 'inbound'`;
  const awardRevenue = sumRevenue(awards);
  return {
    name: 'revenue of the inbound calls = revenue of the awards',
    figures: `$${callRevenue.toFixed(2)} = $${awardRevenue.toFixed(2)}`,
    errorCount: Math.round(Math.abs(callRevenue - awardRevenue) * 1e6),
  };
}

const sumRevenue = (awards: Award[]): number => awards.reduce((sum, { revenue }) => sum + (revenue ?? 0), 0);

async function checkConnections(sql: Pool, ledger: Ledger): Promise<Check> {
  const calls = await sql<{ callSid: string; destination: string }[]>`
    select call_sid, forwarded_to as destination from calls
    where direction = 'inbound' and connected_at is not null and forwarded_to is not null`;
  const connectedLegs = ledger.calls.filter(
    ({ direction, durationSeconds }) => direction === 'outbound-dial' && durationSeconds > 0,
  );
  const connectedCalls = calls.filter((call) => connectedSeconds(ledger, call) > 0);
  return {
    name: 'callers who talked = callers that the carrier connected',
    figures: `${calls.length} = ${connectedLegs.length}`,
    errorCount: calls.length - connectedCalls.length + Math.abs(calls.length - connectedLegs.length),
  };
}
