/**
 * The comparisons of money: the statements of publishers, the invoices of bidders and buyers, and the carrier's bill,
 * with the books (the product's calls and its double-entry ledger) and with the carrier's own record of the calls.
 */
import { payoutOf, type PayoutTerms } from '../../shared/rules/publishers/payout.ts';
import type { Ledger } from '../simulator/control/ledger.ts';
import { type Amount, differenceMicros, formatSums } from './amounts.ts';
import { type Check, compareAmounts } from './audit.ts';

/** What the product says about the money of one buyer, bidder or publisher, in four places. */
export type PartyMoney = {
  /** The totals of the statement: what is owed, without the amounts in dispute. */
  closing: Amount[];
  disputed: Amount[];
  /** The lines of the statement as CSV, which is the invoice. */
  lines: Amount[];
  /** The revenue, or the payout, of each call of the party. */
  calls: Amount[];
  /** The entries of the double-entry ledger on the party's accounts. */
  entries: Amount[];
};

/** Every party must agree by itself, so that two errors cannot cancel each other out. */
export function checkStatements(name: string, parties: readonly PartyMoney[]): Check {
  const difference = ({ closing, disputed, lines, calls, entries }: PartyMoney) =>
    differenceMicros(lines, closing) +
    differenceMicros([...closing, ...disputed], calls) +
    differenceMicros(entries, calls);
  const [owed, disputed] = [parties.flatMap(({ closing }) => closing), parties.flatMap((party) => party.disputed)];
  const isDisputed = disputed.some(({ micros }) => micros !== 0);
  return {
    name: `${name} = their calls = their entries in the books`,
    figures: `${formatSums(owed)}${isDisputed ? `, and ${formatSums(disputed)} in dispute` : ''}`,
    errorCount: parties.reduce((sum, party) => sum + difference(party), 0),
  };
}

/** A call with a publisher. */
export type PublisherCall = {
  callSid: string;
  terms: PayoutTerms;
  paid: Amount;
  isPayable: boolean;
  converted: boolean;
  /** The revenue before refunds. */
  earnedMicros: number;
  refundedMicros: number;
};

/**
 * Compares the payouts with the terms of the publishers. An accepted dispute of the demo lowers the payout in proportion
 * to the refund.
 */
export function checkPayouts(calls: readonly PublisherCall[], ledger: Pick<Ledger, 'calls'>): Check {
  const pairs = calls.map(({ callSid, terms, paid, earnedMicros, refundedMicros, isPayable, converted }) => {
    const talkSeconds = talkSecondsOf(ledger, callSid);
    const call = { connected: talkSeconds > 0, talkSeconds, converted, revenueMicros: earnedMicros, isPayable };
    const { amountMicros } = payoutOf(terms, call);
    const reversedMicros = earnedMicros === 0 ? 0 : Math.round((amountMicros * refundedMicros) / earnedMicros);
    return { booked: paid, due: { currency: terms.currency, micros: amountMicros - reversedMicros } };
  });
  return compareAmounts(
    'payouts of the calls = terms of the publishers for the seconds in the ledger, less refunds',
    pairs,
  );
}

/** Returns the seconds for which the carrier connected a caller with a destination. */
export function talkSecondsOf(ledger: Pick<Ledger, 'calls'>, callSid: string): number {
  const legs = ledger.calls.filter(({ parentSid }) => parentSid === callSid);
  return legs.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
}

/** What the books have for the carrier's charges of a call, or of an agent's parked leg. */
export type BookedCost = {
  /** The carrier's ids of the call, its legs and its recordings. */
  sids: string[];
  /** Without fees. Null if the product has not asked for the price yet, as with a leg that has just ended. */
  micros: number | null;
};

export function checkCarrierBill(costs: readonly BookedCost[], ledger: Pick<Ledger, 'calls' | 'recordings'>): Check {
  const billed = [...ledger.calls, ...ledger.recordings].map(({ sid, price }) => ({
    sid,
    micros: Math.round(Math.abs(Number(price ?? 0)) * 1e6),
  }));
  const billedBySid = new Map(billed.map(({ sid, micros }) => [sid, micros]));
  const knownSids = new Set(costs.flatMap(({ sids }) => sids));
  const priced = costs.flatMap(({ sids, micros }) => (micros === null ? [] : [{ sids, micros }]));
  const pairs = priced.map(({ sids, micros }) => ({
    booked: micros,
    billed: sids.reduce((sum, sid) => sum + (billedBySid.get(sid) ?? 0), 0),
  }));
  const unbookedMicros = billed.filter(({ sid }) => !knownSids.has(sid)).reduce((sum, { micros }) => sum + micros, 0);
  const dollars = (side: 'booked' | 'billed') =>
    (pairs.reduce((sum, pair) => sum + pair[side], side === 'billed' ? unbookedMicros : 0) / 1e6).toFixed(4);
  const pending = costs.length - priced.length;
  return {
    name: 'the carrier’s bill = carrier costs in the books, call by call, without fees',
    figures: `$${dollars('billed')} = $${dollars('booked')}${pending > 0 ? `, ${pending} agent legs without a price yet` : ''}`,
    errorCount: pairs.reduce((sum, pair) => sum + Math.abs(pair.booked - pair.billed), unbookedMicros),
  };
}

export type BookedInboundCall = {
  callSid: string;
  /** The call of the same caller that makes this call a duplicate. */
  duplicateOfSid: string | null;
  /** The bidder or the buyer who got the call. */
  destination: string | null;
  revenueMicros: number;
  payoutMicros: number;
};

/**
 * The campaign of the demo sends a duplicate to another bidder or buyer, who does not pay for it, and pays no publisher.
 * A call is a duplicate if the carrier connected an earlier call of the same caller.
 */
export function checkDuplicates(calls: readonly BookedInboundCall[], ledger: Pick<Ledger, 'calls'>): Check {
  const bySid = new Map(calls.map((call) => [call.callSid, call]));
  const inbound = ledger.calls
    .filter(({ direction }) => direction === 'inbound')
    .toSorted((a, b) => Date.parse(a.acceptedAt ?? '') - Date.parse(b.acceptedAt ?? ''));
  const expectedOf = new Map(
    inbound.map(({ sid, from }, index) => {
      const earlier = inbound.slice(0, index).findLast((call) => call.from === from && talkSecondsOf(ledger, call.sid));
      return [sid, earlier?.sid ?? null];
    }),
  );
  const isWrong = (call: BookedInboundCall) => {
    if ((expectedOf.get(call.callSid) ?? null) !== call.duplicateOfSid) return true;
    if (call.duplicateOfSid === null) return false;
    const isSame = call.destination === bySid.get(call.duplicateOfSid)?.destination;
    return isSame || call.revenueMicros > 0 || call.payoutMicros > 0;
  };
  const expected = [...expectedOf.values()].filter((sid) => sid !== null).length;
  const marked = calls.filter(({ duplicateOfSid }) => duplicateOfSid !== null).length;
  return {
    name: 'second calls of connected callers = duplicates, which go elsewhere and move no money',
    figures: `${expected} = ${marked}`,
    errorCount: calls.filter(isWrong).length,
  };
}

/** The cases without which the comparisons of money would be too easy. */
export type Variety = { settledDisputes: number; openDisputes: number; duplicates: number; currencies: number };

export function checkVariety({ settledDisputes, openDisputes, duplicates, currencies }: Variety): Check {
  return {
    name: 'among these calls: a settled dispute, an open dispute, a duplicate, a second currency',
    figures: `${settledDisputes}, ${openDisputes}, ${duplicates}, ${currencies - 1}`,
    errorCount: [settledDisputes, openDisputes, duplicates, currencies - 1].filter((count) => count < 1).length,
  };
}
