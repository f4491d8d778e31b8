/** The money of a call: its transactions of the ledger, and corrections of an ended call. */
import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize, type Scope } from '../../../shared/domain/accounts/access.ts';
import { adjustCall, reportConversion } from '../../../shared/domain/routing/corrections.ts';
import { requireFound } from '../../../shared/errors.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import { callByKey } from '../../../sql/calls/calls.ts';
import { listTransactionsOfCall } from '../../../sql/calls/ledger.ts';
import type { Key } from '../../../sql/db.ts';
import { currencyCode, dollars } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { safeText } from '../../http/safe-text.ts';
import { errorResponses, idParams, LIST_MAX } from '../conventions.ts';
import { CallMoneyResponse, presentCallMoney } from './ledger.shape.ts';

const REASON_LENGTH_MAX = 500;
const AMOUNT_MAX = 1_000_000;
export const reason = safeText(REASON_LENGTH_MAX).min(1);
/** A change of an amount, which may be negative. */
export const change = z.number().min(-AMOUNT_MAX).max(AMOUNT_MAX).multipleOf(0.000001);

const ReportConversionBody = z
  .strictObject({
    converted: z.boolean().default(true),
    revenue: dollars.optional().openapi({
      description: 'What the buyer or bidder pays; if absent, the price on the terms of the call',
    }),
    currency: currencyCode.optional().openapi({ description: 'If sent, it must be the currency of the call' }),
    reason: reason.nullish(),
  })
  .openapi('ReportConversionBody');

const AdjustCallBody = z
  .strictObject({
    revenue: change.default(0).openapi({ description: 'The change of the revenue', example: -2.5 }),
    payout: change.default(0).openapi({ description: 'The change of the payout', example: -1 }),
    currency: currencyCode.optional().openapi({ description: 'If sent, it must be the currency of the call' }),
    reason,
  })
  .refine(({ revenue, payout }) => revenue !== 0 || payout !== 0, 'must change the revenue or the payout')
  .openapi('AdjustCallBody');

const tags = ['Money'];

export const callLedgerRoutes = createRoutes();

async function moneyOfCall({ sql }: Pick<Context, 'sql'>, scope: Scope, key: Key) {
  const call = requireFound(await callByKey(sql, scope, key), 'Call');
  return presentCallMoney(call, await listTransactionsOfCall(sql, scope.tenantId, call.id, LIST_MAX));
}

callLedgerRoutes.openapi(
  createRoute({
    operationId: 'getCallMoney',
    method: 'get',
    path: '/calls/{id}/ledger',
    tags,
    summary: 'Get the money of a call and its transactions of the ledger',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The money of the call', CallMoneyResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'money.read');
    return c.json(await moneyOfCall(c.get('ctx'), scope, c.req.valid('param').id), 200);
  },
);

callLedgerRoutes.openapi(
  createRoute({
    operationId: 'reportConversion',
    method: 'post',
    path: '/calls/{id}/conversion',
    tags,
    summary: 'Report that an ended call converted, or did not',
    description:
      'The revenue becomes `revenue`, or the price on the terms of the call; without a conversion it becomes 0. The ' +
      'payout follows on the terms of the publisher. Adjustments and refunds stay.',
    request: { params: idParams('id'), body: jsonBody(ReportConversionBody) },
    responses: { 200: jsonResponse('The money of the call', CallMoneyResponse), ...errorResponses },
  }),
  async (c) => {
    const [ctx, actor, { id }] = [c.get('ctx'), c.get('actor'), c.req.valid('param')];
    const { revenue, reason: why = null, ...conversion } = c.req.valid('json');
    const revenueMicros = revenue === undefined ? undefined : toMicros(revenue);
    await reportConversion(ctx, actor, id, { ...conversion, revenueMicros, reason: why });
    return c.json(await moneyOfCall(ctx, authorize(actor, 'money.write'), id), 200);
  },
);

callLedgerRoutes.openapi(
  createRoute({
    operationId: 'adjustCall',
    method: 'post',
    path: '/calls/{id}/adjustments',
    tags,
    summary: 'Adjust the revenue or the payout of an ended call',
    request: { params: idParams('id'), body: jsonBody(AdjustCallBody) },
    responses: { 201: jsonResponse('The money of the call', CallMoneyResponse), ...errorResponses },
  }),
  async (c) => {
    const [ctx, actor, { id }] = [c.get('ctx'), c.get('actor'), c.req.valid('param')];
    const { revenue, payout, ...adjustment } = c.req.valid('json');
    const changes = { revenueMicros: toMicros(revenue), payoutMicros: toMicros(payout) };
    await adjustCall(ctx, actor, id, { ...adjustment, ...changes });
    return c.json(await moneyOfCall(ctx, authorize(actor, 'money.write'), id), 201);
  },
);
