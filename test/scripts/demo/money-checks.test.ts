/** Shows for each comparison of money that it holds for true books and fails for one wrong cent. */
import { expect, test } from 'vitest';
import type { Amount } from '../../../scripts/demo/amounts.ts';
import {
  type BookedCost,
  checkCarrierBill,
  checkDuplicates,
  checkPayouts,
  checkStatements,
  checkVariety,
  type PartyMoney,
  type PublisherCall,
} from '../../../scripts/demo/money-checks.ts';
import { type Award, checkBidRevenue, checkCallRevenue } from '../../../scripts/demo/audit-inbound.ts';
import type { Ledger } from '../../../scripts/simulator/control/ledger.ts';

type LedgerCall = Ledger['calls'][number];
type LedgerRecording = Ledger['recordings'][number];
const CENT = 10_000;
const PHONE = '+14155550401';

const usd = (dollars: number): Amount => ({ currency: 'USD', micros: Math.round(dollars * 1e6) });
const eur = (euros: number): Amount => ({ currency: 'EUR', micros: Math.round(euros * 1e6) });
const plusCent = ({ currency, micros }: Amount): Amount => ({ currency, micros: micros + CENT });

/** An inbound call and its leg to the destination. */
function inbound(sid: string, from: string, minute: number, talkSeconds: number): LedgerCall[] {
  const call: Partial<LedgerCall> = {
    sid,
    from,
    parentSid: null,
    direction: 'inbound',
    acceptedAt: new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString(),
    durationSeconds: talkSeconds + 5,
    price: '-0.01700',
  };
  const leg: Partial<LedgerCall> = {
    sid: `${sid}-leg`,
    to: PHONE,
    parentSid: sid,
    direction: 'outbound-dial',
    durationSeconds: talkSeconds,
    price: '-0.02800',
  };
  return [call as LedgerCall, leg as LedgerCall];
}

const LEDGER: Pick<Ledger, 'calls' | 'recordings'> = {
  calls: [...inbound('CA1', '+12125555001', 0, 330), ...inbound('CA2', '+12125555002', 1, 420)],
  recordings: [{ sid: 'RE1', callSid: 'CA1', price: '-0.00250' } as LedgerRecording],
};

/** A bidder with two calls: one is in dispute, and $3.33 of the other were given back. */
const BIDDER: PartyMoney = {
  closing: [usd(6.17)],
  disputed: [usd(9.5)],
  lines: [usd(9.5), usd(9.5), usd(-9.5), usd(9.5), usd(-9.5), usd(-3.33)],
  calls: [usd(6.17), usd(9.5)],
  entries: [usd(9.5), usd(9.5), usd(-9.5), usd(9.5), usd(-3.33)],
};
const EURO_BIDDER: PartyMoney = {
  closing: [eur(8.9)],
  disputed: [eur(0)],
  lines: [eur(8.9)],
  calls: [eur(8.9)],
  entries: [eur(8.9)],
};

test('statements agree with the calls and the entries of each party', () => {
  const check = checkStatements('invoices of bidders', [BIDDER, EURO_BIDDER]);
  expect(check.errorCount).toBe(0);
  expect(check.figures).toBe('$6.17 and 8.90 EUR, and $9.50 in dispute');
});

test.each(['closing', 'disputed', 'lines', 'calls', 'entries'] as const)(
  'one wrong cent in the %s is found',
  (place) => {
    const [first, ...others] = EURO_BIDDER[place];
    const wrong = { ...EURO_BIDDER, [place]: [plusCent(first!), ...others] };
    expect(checkStatements('invoices', [BIDDER, wrong]).errorCount).toBeGreaterThanOrEqual(CENT);
  },
);

test('errors of two parties do not cancel each other out, and neither do amounts of two currencies', () => {
  const more = { ...BIDDER, closing: [usd(6.18)] };
  const less = { ...BIDDER, closing: [usd(6.16)] };
  expect(checkStatements('invoices', [more, less]).errorCount).toBe(4 * CENT);
  expect(checkStatements('invoices', [{ ...EURO_BIDDER, calls: [usd(8.9)] }]).errorCount).toBeGreaterThan(0);
});

const AWARD: Award = {
  callSid: 'CA1',
  destination: PHONE,
  status: 'completed',
  bidMicros: 8_900_000,
  currency: 'EUR',
  conversionSeconds: 300,
  isBillable: true,
  converted: true,
  revenueMicros: 8_900_000,
};

test('the revenue of an award is its bid, and nothing for a short call or for a duplicate', () => {
  const short = { ...AWARD, conversionSeconds: 331, revenueMicros: 0 };
  const duplicate = { ...AWARD, isBillable: false, revenueMicros: 0 };
  expect(checkBidRevenue([AWARD, short, duplicate], LEDGER).errorCount).toBe(0);
  for (const award of [AWARD, short, duplicate]) {
    const wrong = { ...award, revenueMicros: (award.revenueMicros ?? 0) + CENT };
    expect(checkBidRevenue([wrong], LEDGER).errorCount).toBe(CENT);
  }
});

test('the revenue of a call is that of its award, or the price of its buyer', () => {
  const bought = { callSid: 'CA2', destination: PHONE, ...usd(4.15), billableSeconds: 90, isBillable: true };
  const revenues = [
    { callSid: 'CA1', ...eur(8.9) },
    { callSid: 'CA2', ...usd(4.15) },
  ];
  const check = (changed: typeof revenues, changedPurchase = bought) =>
    checkCallRevenue({ revenues: changed, awards: [AWARD], bought: [changedPurchase] }, LEDGER).errorCount;
  expect(check(revenues)).toBe(0);
  expect(check([revenues[0]!, { ...revenues[1]!, ...plusCent(revenues[1]!) }])).toBe(CENT);
  expect(check([{ ...revenues[0]!, ...plusCent(revenues[0]!) }, revenues[1]!])).toBe(CENT);
  expect(check([revenues[0]!])).toBe(4_150_000);
  expect(check(revenues, { ...bought, isBillable: false })).toBe(4_150_000);
  expect(check(revenues, { ...bought, billableSeconds: 421 })).toBe(4_150_000);
});

/** The call lasts 330 seconds, so six started minutes. $3.33 of its $9.50 were given back. */
const PUBLISHER_CALL: PublisherCall = {
  callSid: 'CA1',
  terms: { payoutType: 'per_minute', payoutMicros: 350_000, minSeconds: null, currency: 'EUR' },
  paid: { currency: 'EUR', micros: 2_100_000 - 736_105 },
  isPayable: true,
  converted: true,
  earnedMicros: 9_500_000,
  refundedMicros: 3_330_000,
};

test('a payout follows the terms and the seconds in the ledger, less the share of a refund', () => {
  const duplicate = { ...PUBLISHER_CALL, isPayable: false, paid: eur(0) };
  const check = checkPayouts([PUBLISHER_CALL, duplicate], LEDGER);
  expect(check.errorCount).toBe(0);
  for (const call of [PUBLISHER_CALL, duplicate])
    expect(checkPayouts([{ ...call, paid: plusCent(call.paid) }], LEDGER).errorCount).toBe(CENT);
});

test('the carrier’s bill agrees with the booked costs of each call', () => {
  const costs: BookedCost[] = [
    { sids: ['CA1', 'CA1-leg', 'RE1'], micros: 47_500 },
    { sids: ['CA2', 'CA2-leg'], micros: 45_000 },
  ];
  const [first, second] = costs as [BookedCost, BookedCost];
  expect(checkCarrierBill(costs, LEDGER)).toMatchObject({ figures: '$0.0925 = $0.0925', errorCount: 0 });
  expect(checkCarrierBill([{ ...first, micros: 47_500 + CENT }, second], LEDGER).errorCount).toBe(CENT);
  // Two errors that cancel each other out in the total.
  const swapped = [
    { ...first, micros: 47_500 + CENT },
    { ...second, micros: 45_000 - CENT },
  ];
  expect(checkCarrierBill(swapped, LEDGER).errorCount).toBe(2 * CENT);
  // A leg that is on the bill and not in the books.
  expect(checkCarrierBill([first, { sids: ['CA2'], micros: 17_000 }], LEDGER).errorCount).toBe(28_000);
  expect(checkCarrierBill([first, { ...second, micros: null }], LEDGER).errorCount).toBe(0);
});

const book = (callSid: string, duplicateOfSid: string | null, destination: string, revenueMicros: number) => ({
  callSid,
  duplicateOfSid,
  destination,
  revenueMicros,
  payoutMicros: 0,
});

test('a duplicate is the second call of a connected caller; it goes elsewhere and moves no money', () => {
  const calls = [
    ...inbound('CA1', '+12125555001', 0, 330),
    ...inbound('CA2', '+12125555002', 1, 0),
    ...inbound('CA3', '+12125555001', 2, 420),
    ...inbound('CA4', '+12125555002', 3, 90),
  ];
  const booked = [
    book('CA1', null, 'bidder 1', 9_500_000),
    book('CA2', null, 'bidder 2', 0),
    book('CA3', 'CA1', 'bidder 3', 0),
    book('CA4', null, 'bidder 2', 0),
  ];
  const withThird = (changes: Partial<(typeof booked)[number]>) =>
    checkDuplicates(booked.with(2, { ...booked[2]!, ...changes }), { calls }).errorCount;
  expect(withThird({})).toBe(0);
  expect(withThird({ revenueMicros: CENT })).toBe(1);
  expect(withThird({ payoutMicros: CENT })).toBe(1);
  expect(withThird({ destination: 'bidder 1' })).toBe(1);
  expect(withThird({ duplicateOfSid: null })).toBe(1);
  const marked = booked.with(3, { ...booked[3]!, duplicateOfSid: 'CA2' });
  expect(checkDuplicates(marked, { calls }).errorCount).toBe(1);
});

test('the audit fails if a dispute, a duplicate or the second currency is missing', () => {
  const all = { settledDisputes: 1, openDisputes: 1, duplicates: 2, currencies: 2 };
  expect(checkVariety(all).errorCount).toBe(0);
  expect(checkVariety({ ...all, settledDisputes: 0, currencies: 1 }).errorCount).toBe(2);
});
