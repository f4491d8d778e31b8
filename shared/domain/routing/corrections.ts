/**
 * Corrections of the money of an ended call: conversions that are reported later, and adjustments. Each correction is a
 * transaction of the ledger. Users correct calls over the API, and buyers and bidders over their postback addresses.
 */
import type { Context } from '../../context.ts';
import { emitCallValue } from '../../live-events.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { isValuedByUs } from '../../rules/calls/conversion.ts';
import { type LedgerEntry, type Payer, payoutEntries, revenueEntries } from '../../rules/calls/ledger.ts';
import { priceOf } from '../../rules/rtb/revenue.ts';
import { fromMicros, fromMicrosOrNull } from '../../rules/values/money.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callByKey, type CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { postTransaction } from '../../../sql/calls/ledger.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import type { Key } from '../../../sql/db.ts';
import { creditedPayout, insertPayout } from '../../../sql/publishers/payouts.ts';
import { buyerTermsOfCall } from '../../../sql/routing/call-value.ts';
import { awardTermsOfCall, settledRevenueMicros, updateConversion } from '../../../sql/routing/corrections.ts';
import { isDisputeOpen } from '../../../sql/routing/disputes.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { sendToIntegrations } from '../calls/end.ts';
import { creditPublisher } from '../publishers/payouts.ts';

/** Where a correction comes from. */
export type Origin = {
  /** The user; null if a buyer or bidder sends the correction themselves. */
  userId: number | null;
  reason: string | null;
  /** Names the report, so that a repeated report moves no money again. */
  sourceKey: string | null;
};

export type Conversion = {
  converted: boolean;
  /** What the payer pays for the call. If undefined, the terms of the call decide. */
  revenueMicros?: number | undefined;
  currency?: string | undefined;
};

export type Adjustment = {
  /** The change of the revenue and of the payout. */
  revenueMicros: number;
  payoutMicros: number;
  currency?: string | undefined;
};

/** Reports that an ended call converted, or did not. The revenue and the payout of the call follow. */
export async function reportConversion(
  ctx: Context,
  actor: Actor,
  key: Key,
  { reason, ...conversion }: Conversion & { reason: string | null },
): Promise<void> {
  const scope = authorize(actor, 'money.write');
  await transaction(ctx, async (tx) => {
    const { id } = requireFound(await callByKey(tx.sql, scope, key), 'Call');
    await convertCall(tx, id, conversion, { userId: actor.userId, reason, sourceKey: null });
  });
}

/** Adds an amount to the revenue or the payout of an ended call. A negative amount lowers it. */
export async function adjustCall(
  ctx: Context,
  actor: Actor,
  key: Key,
  { reason, ...adjustment }: Adjustment & { reason: string },
): Promise<void> {
  const scope = authorize(actor, 'money.write');
  await transaction(ctx, async (tx) => {
    const { id } = requireFound(await callByKey(tx.sql, scope, key), 'Call');
    await adjustCallMoney(tx, id, adjustment, { userId: actor.userId, reason, sourceKey: null });
  });
}

/** @throws DomainError `conflict` if the call cannot be corrected now */
export async function convertCall(
  tx: Tx,
  callId: number,
  { converted, revenueMicros, currency }: Conversion,
  { userId, reason, sourceKey }: Origin,
): Promise<void> {
  const { sql } = tx;
  const call = await lockCorrectableCall(tx, callId);
  const terms = await payerTerms(tx, call);
  if (!terms && (isValuedByUs(call) || revenueMicros !== undefined))
    throw new DomainError('conflict', 'No buyer or bidder took this call, so there is no one who pays for it.');
  await updateConversion(sql, call.tenantId, callId, { converted, hasPayer: terms !== undefined });
  if (terms) {
    assertCurrency(currency, terms.currency);
    const dueMicros = converted ? (revenueMicros ?? terms.priceMicros) : 0;
    assertNotNegative('revenue', dueMicros, terms.currency);
    // An adjustment or a refund may have taken a part of the revenue back. The revenue of a call is never less than 0.
    const changeMicros = dueMicros - (await settledRevenueMicros(sql, call.tenantId, callId));
    const amountMicros = Math.max(changeMicros, -(call.revenueMicros ?? 0));
    const entries = revenueEntries(terms.payer, { currency: terms.currency, amountMicros });
    const posting = { callId, kind: 'conversion' as const, reason, sourceKey, createdBy: userId, entries };
    if (entries.length > 0) await postTransaction(sql, call.tenantId, posting);
  }
  await creditPublisher(tx, call, 'conversion');
  await sendToIntegrations(tx, call);
  await insertCallEvent(sql, call, {
    event: converted ? 'converted' : 'not_converted',
    message: converted ? 'Reported as a conversion' : 'Reported as no conversion',
    metadata: { reason, revenue: fromMicrosOrNull(revenueMicros ?? null) },
    ...(sourceKey !== null && { sourceKey }),
  });
  emitCallValue(tx, call);
}

/** @throws DomainError `conflict` if the call cannot be corrected now */
export async function adjustCallMoney(
  tx: Tx,
  callId: number,
  { revenueMicros, payoutMicros, currency }: Adjustment,
  { userId, reason, sourceKey }: Origin,
): Promise<void> {
  const { sql } = tx;
  const call = await lockCorrectableCall(tx, callId);
  const entries: LedgerEntry[] = [];
  if (revenueMicros !== 0) {
    const terms = await payerTerms(tx, call);
    if (!terms || call.revenueMicros === null)
      throw new DomainError('conflict', 'No buyer or bidder pays for this call. Adjust calls that a buyer took.');
    assertCurrency(currency, terms.currency);
    assertNotNegative('revenue', call.revenueMicros + revenueMicros, terms.currency);
    entries.push(...revenueEntries(terms.payer, { currency: terms.currency, amountMicros: revenueMicros }));
  }
  const payout = payoutMicros === 0 ? undefined : await creditedPayout(sql, call.tenantId, callId);
  if (payoutMicros !== 0) {
    if (!payout) throw new DomainError('conflict', 'No publisher sent this call, so it has no payout to adjust.');
    assertCurrency(currency, payout.currency);
    assertNotNegative('payout', (call.payoutMicros ?? 0) + payoutMicros, payout.currency);
    entries.push(...payoutEntries(payout.publisherId, { currency: payout.currency, amountMicros: payoutMicros }));
  }
  const posting = { callId, kind: 'adjustment' as const, reason, sourceKey, createdBy: userId, entries };
  if (!(await postTransaction(sql, call.tenantId, posting))) return;
  if (payout) await correctPayout(tx, call, payoutMicros, 'adjusted');
  await sendToIntegrations(tx, call);
  await insertCallEvent(sql, call, {
    event: 'adjusted',
    message: `The money of the call was adjusted${reason === null ? '' : `: ${reason}`}`,
    metadata: { revenue: fromMicros(revenueMicros), payout: fromMicros(payoutMicros) },
    ...(sourceKey !== null && { sourceKey }),
  });
  emitCallValue(tx, call);
}

/** Writes a correction of the payout of a call. The caller posts the entries of the ledger. */
export async function correctPayout(
  { sql }: Tx,
  call: CallRow,
  amountMicros: number,
  reason: 'adjusted' | 'disputed',
): Promise<void> {
  const payout = await creditedPayout(sql, call.tenantId, call.id);
  if (!payout || amountMicros === 0) return;
  const { amountMicros: _, ...terms } = payout;
  const entry = { entry: 'correction' as const, reason, amountMicros, talkSeconds: call.talkTime ?? 0 };
  await insertPayout(sql, call.tenantId, { ...terms, callId: call.id, ...entry });
}

/**
 * Locks an ended call whose money may change now.
 *
 * @throws DomainError `conflict` if the call is live, has no value yet, or is in dispute
 */
export async function lockCorrectableCall({ sql }: Tx, callId: number): Promise<CallRow> {
  const call = requireFound(await lockCall(sql, callId), 'Call');
  if (call.live) throw new DomainError('conflict', 'The call has not ended. Send this after its end.');
  if (isValuedByUs(call) && call.revenueMicros === null)
    throw new DomainError(
      'conflict',
      'The value of the call is calculated some seconds after its end. Send this again.',
    );
  if (await isDisputeOpen(sql, call.tenantId, callId))
    throw new DomainError('conflict', 'A dispute about this call is open. Resolve the dispute first.');
  return call;
}

export type PayerTerms = { payer: Payer; currency: string; priceMicros: number };

/** Returns who pays for a call, in which currency, and the price of a conversion. */
export async function payerTerms({ sql }: Tx, call: CallRow): Promise<PayerTerms | undefined> {
  if (call.targetId !== null) {
    const award = await awardTermsOfCall(sql, call.tenantId, call.id);
    if (!award) return undefined;
    const priceMicros = priceOf(award, call.talkTime ?? 0);
    return { payer: { targetId: call.targetId }, currency: award.currency, priceMicros };
  }
  const terms = call.buyerId === null ? undefined : await buyerTermsOfCall(sql, call.tenantId, call.id);
  if (call.buyerId === null || !terms) return undefined;
  return { payer: { buyerId: call.buyerId }, currency: terms.currency, priceMicros: terms.priceMicros };
}

function assertCurrency(given: string | undefined, currency: string): void {
  if (given !== undefined && given !== currency)
    throw new DomainError('conflict', `The money of this call is in ${currency}, not in ${given}.`);
}

function assertNotNegative(name: 'revenue' | 'payout', micros: number, currency: string): void {
  if (micros < 0)
    throw new DomainError(
      'conflict',
      `The ${name} of this call would be ${fromMicros(micros)} ${currency}. It cannot be less than 0.`,
    );
}
