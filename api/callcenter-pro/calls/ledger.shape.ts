/** Transactions of the ledger, disputes and statements in responses of the CallCenter Pro API. */
import { z } from '@hono/zod-openapi';
import { LEDGER_KINDS } from '../../../shared/rules/calls/ledger.ts';
import { fromMicros, fromMicrosOrNull } from '../../../shared/rules/values/money.ts';
import type { CallDetails } from '../../../sql/calls/calls.ts';
import type { LedgerTransactionRow } from '../../../sql/calls/ledger.ts';
import type { DisputeRow } from '../../../sql/routing/disputes.ts';
import { integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const ledgerKind = z.enum(LEDGER_KINDS);
const partyId = integer.nullable();

const LedgerEntryResponse = z
  .object({
    account: z.enum(['buyer', 'target', 'disputed', 'publisher', 'carrier', 'revenue', 'payout', 'carrier_cost']),
    buyerId: partyId,
    targetId: partyId,
    publisherId: partyId,
    currency: z.string(),
    amount: z.number().openapi({ description: 'The entries of a transaction add up to 0 in each currency' }),
  })
  .openapi('LedgerEntryResponse');

export const LedgerTransactionResponse = z
  .object({
    id: integer,
    uuid,
    kind: ledgerKind,
    reason: z.string().nullable(),
    userId: integer.nullable(),
    entries: z.array(LedgerEntryResponse),
    createdAt: timestamp,
  })
  .openapi('LedgerTransactionResponse');

export function presentTransaction(row: LedgerTransactionRow): z.infer<typeof LedgerTransactionResponse> {
  const { id, uuid: transactionUuid, kind, reason, createdBy, entries, createdAt } = row;
  return {
    id,
    uuid: transactionUuid,
    kind,
    reason,
    userId: createdBy,
    entries: entries.map(({ amountMicros, ...entry }) => ({ ...entry, amount: fromMicros(amountMicros) })),
    createdAt: createdAt.toISOString(),
  };
}

const amount = z.number().nullable();

export const CallMoneyResponse = z
  .object({
    callId: integer,
    converted: z.boolean().nullable(),
    revenue: amount,
    currency: z.string().nullable(),
    payout: amount,
    payoutCurrency: z.string().nullable(),
    transactions: z.array(LedgerTransactionResponse).openapi({ description: 'Oldest first; the first 1000' }),
  })
  .openapi('CallMoneyResponse');

export function presentCallMoney(
  call: CallDetails,
  transactions: LedgerTransactionRow[],
): z.infer<typeof CallMoneyResponse> {
  return {
    callId: call.id,
    converted: call.converted,
    revenue: fromMicrosOrNull(call.revenueMicros),
    currency: call.revenueCurrency,
    payout: fromMicrosOrNull(call.payoutMicros),
    payoutCurrency: call.payoutCurrency,
    transactions: transactions.map(presentTransaction),
  };
}

export const disputeStatus = z.enum(['open', 'accepted', 'rejected', 'withdrawn']);

export const DisputeResponse = z
  .object({
    id: integer,
    uuid,
    callId: integer,
    buyerId: partyId,
    targetId: partyId,
    status: disputeStatus,
    reason: z.string(),
    currency: z.string(),
    amount: z.number(),
    refunded: z.number().nullable().openapi({ description: 'What an accepted dispute gave back' }),
    resolution: z.string().nullable(),
    createdAt: timestamp,
    resolvedAt: timestamp.nullable(),
  })
  .openapi('DisputeResponse');

export function presentDispute(row: DisputeRow): z.infer<typeof DisputeResponse> {
  const { id, uuid: disputeUuid, callId, buyerId, targetId, status, reason, currency, resolution } = row;
  return {
    id,
    uuid: disputeUuid,
    callId,
    buyerId,
    targetId,
    status,
    reason,
    currency,
    amount: fromMicros(row.amountMicros),
    refunded: fromMicrosOrNull(row.refundedMicros),
    resolution,
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}
