/** Compares the inbound calls in the product's database with the carrier's ledger. */
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/control/ledger.ts';
import type { Amount } from './amounts.ts';
import { type Check, compareAmounts } from './audit.ts';

export type Award = {
  callSid: string;
  destination: string;
  status: 'claimed' | 'released' | 'completed';
  bidMicros: number;
  currency: string;
  conversionSeconds: number;
  /** False for a duplicate that the bidder does not pay for. */
  isBillable: boolean;
  converted: boolean | null;
  revenueMicros: number | null;
};

export async function auditInboundCalls(sql: Pool, ledger: Ledger): Promise<Check[]> {
  return [checkAnswers(ledger), ...(await auditInboundRecords(sql, ledger))];
}

/** The comparisons that hold even if callers heard an apology, because a part of the product was away. */
export async function auditInboundRecords(sql: Pool, ledger: Ledger): Promise<Check[]> {
  const awards = await sql<Award[]>`
    select c.call_sid, w.destination, w.status, w.bid_micros, w.currency, w.conversion_seconds, c.is_billable, w.converted,
      w.revenue_micros
    from rtb_awards w join calls c on c.id = w.call_id order by w.id`;
  return [
    await checkBooked(sql, ledger),
    checkAwardOutcomes(awards),
    checkReleasedAwards(awards, ledger),
    checkBidRevenue(awards, ledger),
    checkCallRevenue({ awards, ...(await readCallRevenue(sql)) }, ledger),
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
function connectedSeconds(
  ledger: Pick<Ledger, 'calls'>,
  { callSid, destination }: Pick<Award, 'callSid' | 'destination'>,
): number {
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

export function checkBidRevenue(awards: Award[], ledger: Pick<Ledger, 'calls'>): Check {
  const pairs = awards.map((award) => ({
    booked: { currency: award.currency, micros: award.revenueMicros ?? 0 },
    due: { currency: award.currency, micros: isDue(award, ledger) ? award.bidMicros : 0 },
  }));
  return compareAmounts('revenue of the awards = bids for calls that lasted long enough in the ledger', pairs);
}

const isDue = (award: Award, ledger: Pick<Ledger, 'calls'>): boolean =>
  award.isBillable && award.status === 'completed' && connectedSeconds(ledger, award) >= award.conversionSeconds;

type CallRevenue = {
  /** The revenue before refunds of each call that earned some. */
  revenues: (Amount & { callSid: string })[];
  awards: Pick<Award, 'callSid' | 'currency' | 'revenueMicros'>[];
  /** The calls that buyers took, with the price of the buyer. */
  bought: (Amount & { callSid: string; destination: string; billableSeconds: number; isBillable: boolean })[];
};

async function readCallRevenue(sql: Pool): Promise<Omit<CallRevenue, 'awards'>> {
  const revenues = await sql<CallRevenue['revenues']>`
    select c.call_sid, c.revenue_currency as currency, c.revenue_micros
        + coalesce((select sum(refunded_micros)::bigint from disputes where call_id = c.id), 0) as micros
    from calls c where c.direction = 'inbound' and c.revenue_micros > 0`;
  const bought = await sql<CallRevenue['bought']>`
    select call_sid, forwarded_to as destination, buyer_price_micros as micros, buyer_currency as currency,
      buyer_billable_seconds as billable_seconds, is_billable
    from calls where direction = 'inbound' and buyer_id is not null and target_id is null and revenue_micros is not null`;
  return { revenues, bought };
}

/** Compares the revenue of each call with its award, or with the price of its buyer. */
export function checkCallRevenue({ revenues, awards, bought }: CallRevenue, ledger: Pick<Ledger, 'calls'>): Check {
  const dueBySid = new Map<string, Amount>();
  for (const { callSid, currency, revenueMicros } of awards)
    if (revenueMicros) dueBySid.set(callSid, { currency, micros: revenueMicros });
  for (const call of bought) {
    const seconds = connectedSeconds(ledger, call);
    if (call.isBillable && call.micros > 0 && seconds > 0 && seconds >= call.billableSeconds)
      dueBySid.set(call.callSid, call);
  }
  const bookedBySid = new Map<string, Amount>(revenues.map((call) => [call.callSid, call]));
  const pairs = [...new Set([...dueBySid.keys(), ...bookedBySid.keys()])].map((sid) => ({
    booked: bookedBySid.get(sid) ?? { currency: 'USD', micros: 0 },
    due: dueBySid.get(sid) ?? { currency: 'USD', micros: 0 },
  }));
  return compareAmounts('revenue of the calls before refunds = revenue of the awards + prices of buyers', pairs);
}

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
