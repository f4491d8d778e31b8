/**
 * Disputes about the revenue of a call. While a dispute is open, the disputed amount is on its own account of the
 * ledger, and the revenue stays. An accepted dispute gives the amount, or a part of it, back.
 */
import type { Context } from '../../context.ts';
import { emitCallValue } from '../../live-events.ts';
import { DomainError, invalidField, requireFound } from '../../errors.ts';
import { type LedgerEntry, payoutEntries } from '../../rules/calls/ledger.ts';
import { fromMicros } from '../../rules/values/money.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callByKey } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { postTransaction } from '../../../sql/calls/ledger.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import type { Key } from '../../../sql/db.ts';
import {
  closeDispute,
  disputeByKey,
  type DisputeRow,
  type DisputeStatus,
  insertDispute,
} from '../../../sql/routing/disputes.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { sendToIntegrations } from '../calls/end.ts';
import { correctPayout, lockCorrectableCall, type Origin, payerTerms } from './corrections.ts';

/** Opens a dispute about a call for its buyer or bidder. */
export async function openDispute(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: { amountMicros?: number | undefined; reason: string },
): Promise<DisputeRow> {
  const scope = authorize(actor, 'money.write');
  return transaction(ctx, async (tx) => {
    const { id } = requireFound(await callByKey(tx.sql, scope, key), 'Call');
    const { amountMicros, reason } = input;
    return disputeCall(tx, id, amountMicros, { userId: actor.userId, reason, sourceKey: null });
  });
}

/**
 * Opens a dispute about the revenue of a call.
 *
 * @param amountMicros if undefined, the whole revenue of the call
 * @throws DomainError `conflict` if the call has less revenue, or if a dispute about it is open
 */
export async function disputeCall(
  tx: Tx,
  callId: number,
  amountMicros: number | undefined,
  { userId, reason, sourceKey }: Origin,
): Promise<DisputeRow> {
  const { sql } = tx;
  const call = await lockCorrectableCall(tx, callId);
  const terms = await payerTerms(tx, call);
  const { revenueMicros } = call;
  if (!terms || revenueMicros === null || revenueMicros === 0)
    throw new DomainError('conflict', 'No buyer or bidder pays for this call, so there is nothing to dispute.');
  const disputedMicros = amountMicros ?? revenueMicros;
  const { currency, payer } = terms;
  if (disputedMicros <= 0) throw invalidField('amount', 'amount must be more than 0: the amount in dispute.');
  if (disputedMicros > revenueMicros)
    throw new DomainError('conflict', `The call earned ${fromMicros(revenueMicros)} ${currency}. Dispute no more.`);
  const dispute = await insertDispute(sql, call.tenantId, {
    callId,
    buyerId: 'buyerId' in payer ? payer.buyerId : null,
    targetId: 'targetId' in payer ? payer.targetId : null,
    reason: reason ?? '',
    currency,
    amountMicros: disputedMicros,
    createdBy: userId,
  });
  const entries = moveEntries(dispute, disputedMicros);
  await postTransaction(sql, call.tenantId, { callId, kind: 'dispute', reason, sourceKey, createdBy: userId, entries });
  await insertCallEvent(sql, call, {
    event: 'dispute_opened',
    message: `${fromMicros(disputedMicros)} ${currency} of this call are in dispute`,
    metadata: { disputeId: dispute.id, amount: fromMicros(disputedMicros), currency },
    ...(sourceKey !== null && { sourceKey }),
  });
  emitCallValue(tx, call);
  return dispute;
}

export type DisputeOutcome = {
  outcome: Exclude<DisputeStatus, 'open'>;
  /** What an accepted dispute gives back. If undefined, the whole disputed amount. */
  amountMicros?: number | undefined;
  /** Whether the payout of the publisher is lowered in proportion to the refund. */
  reversePayout: boolean;
  note: string | null;
};

/**
 * Resolves a dispute.
 *
 * @throws DomainError `conflict` if the dispute was resolved before
 */
export async function resolveDispute(
  ctx: Context,
  actor: Actor,
  key: Key,
  { outcome, amountMicros, reversePayout, note }: DisputeOutcome,
): Promise<DisputeRow> {
  const { tenantId } = authorize(actor, 'money.write');
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const dispute = requireFound(await disputeByKey(sql, tenantId, key), 'Dispute');
    const call = requireFound(await lockCall(sql, dispute.callId), 'Call');
    const refundedMicros = outcome === 'accepted' ? (amountMicros ?? dispute.amountMicros) : 0;
    if (refundedMicros > dispute.amountMicros)
      throw invalidField('amount', `amount must be at most ${fromMicros(dispute.amountMicros)}, the disputed amount.`);
    const resolution = { refundedMicros: refundedMicros || null, resolution: note, resolvedBy: actor.userId };
    const closed = await closeDispute(sql, tenantId, dispute.id, { status: outcome, ...resolution });
    if (!closed) throw new DomainError('conflict', `This dispute is ${dispute.status} already.`);
    const entries = [...moveEntries(dispute, -dispute.amountMicros), ...refundEntries(dispute, refundedMicros)];
    const { revenueMicros, payoutMicros, publisherId, payoutCurrency } = call;
    const isReversed = reversePayout && refundedMicros > 0 && publisherId !== null && payoutCurrency !== null;
    const reversedMicros = isReversed ? Math.round(((payoutMicros ?? 0) * refundedMicros) / (revenueMicros ?? 1)) : 0;
    if (isReversed)
      entries.push(...payoutEntries(publisherId, { currency: payoutCurrency, amountMicros: -reversedMicros }));
    await postTransaction(sql, tenantId, {
      callId: call.id,
      kind: outcome === 'accepted' ? 'refund' : 'dispute',
      reason: note ?? `Dispute ${outcome}`,
      createdBy: actor.userId,
      entries,
    });
    await correctPayout(tx, call, -reversedMicros, 'disputed');
    await sendToIntegrations(tx, call);
    await insertCallEvent(sql, call, {
      event: 'dispute_resolved',
      message: `The dispute was ${outcome}`,
      metadata: {
        disputeId: dispute.id,
        refunded: fromMicros(refundedMicros),
        reversed: fromMicros(reversedMicros),
      },
    });
    emitCallValue(tx, call);
    return closed;
  });
}

const partyOf = ({ buyerId, targetId }: DisputeRow) => (buyerId === null ? { targetId: targetId ?? 0 } : { buyerId });

/** Moves an amount from what the buyer or bidder owes to what is disputed; back, if the amount is negative. */
function moveEntries(dispute: DisputeRow, amountMicros: number): LedgerEntry[] {
  const { currency } = dispute;
  return [
    { account: 'disputed', ...partyOf(dispute), currency, amountMicros },
    {
      account: dispute.buyerId === null ? 'target' : 'buyer',
      ...partyOf(dispute),
      currency,
      amountMicros: -amountMicros,
    },
  ];
}

function refundEntries(dispute: DisputeRow, amountMicros: number): LedgerEntry[] {
  if (amountMicros === 0) return [];
  const { currency } = dispute;
  return [
    {
      account: dispute.buyerId === null ? 'target' : 'buyer',
      ...partyOf(dispute),
      currency,
      amountMicros: -amountMicros,
    },
    { account: 'revenue', currency, amountMicros },
  ];
}
