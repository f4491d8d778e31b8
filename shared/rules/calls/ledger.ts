/**
 * The entries of the ledger's transactions. An amount that a buyer, a bidder or an expense owes is positive; what the
 * tenant owes or has earned is negative. So the entries of each function add up to 0.
 */

export const LEDGER_KINDS = [
  'settlement',
  'payout',
  'carrier_cost',
  'conversion',
  'adjustment',
  'dispute',
  'refund',
  'resettlement',
] as const;
/**
 * Why money moved:
 *
 * - `settlement`: the value of an ended call; `payout`: the credit of the call's publisher
 * - `carrier_cost`: what the carrier charges
 * - `conversion`: a conversion that was reported after the settlement; `adjustment`: a correction by a user
 * - `dispute`: an amount that a buyer or bidder disputes; `refund`: a dispute that was accepted
 * - `resettlement`: a call whose outcome changed after its settlement
 */
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** Who pays for a call: a buyer, or a bidder. */
export type Payer = { buyerId: number } | { targetId: number };

export type LedgerEntry = {
  account: 'buyer' | 'target' | 'disputed' | 'publisher' | 'carrier' | 'revenue' | 'payout' | 'carrier_cost';
  buyerId?: number;
  targetId?: number;
  publisherId?: number;
  currency: string;
  amountMicros: number;
};

type Amount = { currency: string; amountMicros: number };

const isMoved = ({ amountMicros }: LedgerEntry) => amountMicros !== 0;

/** The payer owes `amountMicros` more for a call; less, if the amount is negative. */
export function revenueEntries(payer: Payer, { currency, amountMicros }: Amount): LedgerEntry[] {
  const account = 'buyerId' in payer ? 'buyer' : 'target';
  const entries: LedgerEntry[] = [
    { account, ...payer, currency, amountMicros },
    { account: 'revenue', currency, amountMicros: -amountMicros },
  ];
  return entries.filter(isMoved);
}

/** The publisher is owed `amountMicros` more for a call; less, if the amount is negative. */
export function payoutEntries(publisherId: number, { currency, amountMicros }: Amount): LedgerEntry[] {
  const entries: LedgerEntry[] = [
    { account: 'payout', currency, amountMicros },
    { account: 'publisher', publisherId, currency, amountMicros: -amountMicros },
  ];
  return entries.filter(isMoved);
}
