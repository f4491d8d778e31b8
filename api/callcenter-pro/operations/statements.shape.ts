/** Statements as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import type { Party, StatementLine, StatementSum } from '../../../sql/calls/ledger.ts';
import { integer } from '../../http/response-fields.ts';
import { ledgerKind } from '../calls/ledger.shape.ts';
import { timestamp } from '../conventions.ts';

export const StatementTotalResponse = z
  .object({
    currency: z.string(),
    opening: z.number().openapi({ description: 'The sum of all entries before the period' }),
    byKind: z
      .array(z.object({ kind: ledgerKind, amount: z.number() }))
      .openapi({ description: 'The entries of the period, added up by their kind' }),
    total: z.number().openapi({ description: 'The sum of the entries of the period' }),
    closing: z.number().openapi({ description: '`opening` + `total`' }),
    disputed: z.number().openapi({
      description: 'What is in dispute at the end of the period. It is not part of the other amounts',
    }),
  })
  .openapi('StatementTotalResponse');

export const StatementLineResponse = z
  .object({
    id: integer,
    createdAt: timestamp,
    kind: ledgerKind,
    callId: integer,
    currency: z.string(),
    amount: z.number().openapi({ description: 'What the buyer or target owes, or what the publisher is owed' }),
    reason: z.string().nullable(),
  })
  .openapi('StatementLineResponse');

/** In the ledger, what a publisher is owed is negative. On the publisher's statement it is positive. */
const shown = (kind: Party['kind'], micros: number) =>
  micros === 0 ? 0 : fromMicros(kind === 'publisher' ? -micros : micros);

export function presentLine(kind: Party['kind'], line: StatementLine): z.infer<typeof StatementLineResponse> {
  const { id, createdAt, callId, currency, reason, amountMicros } = line;
  const amount = shown(kind, amountMicros);
  return { id, createdAt: createdAt.toISOString(), kind: line.kind, callId, currency, amount, reason };
}

const sumOf = (sums: readonly StatementSum[], amount: (sum: StatementSum) => number) =>
  sums.reduce((total, sum) => total + amount(sum), 0);

/** Returns the totals in each currency. The sums are whole micros, so they are exact. */
export function presentTotals(
  kind: Party['kind'],
  sums: readonly StatementSum[],
): z.infer<typeof StatementTotalResponse>[] {
  const currencies = new Set(sums.map(({ currency }) => currency));
  return [...currencies].map((currency) => {
    const ofCurrency = sums.filter((sum) => sum.currency === currency);
    const due = ofCurrency.filter(({ isDisputed }) => !isDisputed);
    const disputed = ofCurrency.filter(({ isDisputed }) => isDisputed);
    const before = sumOf(due, ({ beforeMicros }) => beforeMicros);
    const within = sumOf(due, ({ withinMicros }) => withinMicros);
    return {
      currency,
      opening: shown(kind, before),
      byKind: due
        .filter(({ lines }) => lines > 0)
        .map((sum) => ({ kind: sum.kind, amount: shown(kind, sum.withinMicros) })),
      total: shown(kind, within),
      closing: shown(kind, before + within),
      disputed: shown(
        kind,
        sumOf(disputed, ({ beforeMicros, withinMicros }) => beforeMicros + withinMicros),
      ),
    };
  });
}
