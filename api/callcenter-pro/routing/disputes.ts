import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { openDispute, resolveDispute } from '../../../shared/domain/routing/disputes.ts';
import { requireFound } from '../../../shared/errors.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import { callByKey } from '../../../sql/calls/calls.ts';
import { countDisputes, type DisputeFilter, disputeByKey, listDisputes } from '../../../sql/routing/disputes.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { safeText } from '../../http/safe-text.ts';
import { reason } from '../calls/ledger.ts';
import { DisputeResponse, disputeStatus, presentDispute } from '../calls/ledger.shape.ts';
import { errorResponses, idParams, page, Pagination, paginationOf, readNumberedPage } from '../conventions.ts';

const NOTE_LENGTH_MAX = 500;
const amount = z.number().min(0.000001).max(1_000_000).multipleOf(0.000001);

const OpenDisputeBody = z
  .strictObject({
    amount: amount.optional().openapi({ description: 'If absent, the whole revenue of the call' }),
    reason,
  })
  .openapi('OpenDisputeBody');

const ResolveDisputeBody = z
  .strictObject({
    outcome: z.enum(['accepted', 'rejected', 'withdrawn']),
    amount: amount
      .optional()
      .openapi({ description: 'What an accepted dispute gives back; if absent, the disputed amount' }),
    reversePayout: z
      .boolean()
      .default(false)
      .openapi({ description: 'Lowers the payout of the publisher in proportion to the refund' }),
    note: safeText(NOTE_LENGTH_MAX).nullish(),
  })
  .openapi('ResolveDisputeBody');

const ListDisputesResponse = z
  .object({ disputes: z.array(DisputeResponse), pagination: Pagination })
  .openapi('ListDisputesResponse');

const tags = ['Money'];

export const disputeRoutes = createRoutes();

disputeRoutes.openapi(
  createRoute({
    operationId: 'openDispute',
    method: 'post',
    path: '/calls/{id}/disputes',
    tags,
    summary: 'Open a dispute about the revenue of a call',
    description: 'While the dispute is open, the buyer does not owe the disputed amount, and the revenue stays.',
    request: { params: idParams('id'), body: jsonBody(OpenDisputeBody) },
    responses: { 201: jsonResponse('The dispute', DisputeResponse), ...errorResponses },
  }),
  async (c) => {
    const { amount: disputed, reason: why } = c.req.valid('json');
    const input = { amountMicros: disputed === undefined ? undefined : toMicros(disputed), reason: why };
    const dispute = await openDispute(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentDispute(dispute), 201);
  },
);

disputeRoutes.openapi(
  createRoute({
    operationId: 'listCallDisputes',
    method: 'get',
    path: '/calls/{id}/disputes',
    tags,
    summary: 'List the disputes about a call',
    request: { params: idParams('id'), query: z.object(page) },
    responses: { 200: jsonResponse('Disputes, newest first', ListDisputesResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'money.read');
    const call = requireFound(await callByKey(sql, scope, c.req.valid('param').id), 'Call');
    const query = c.req.valid('query');
    const filter = { callId: call.id };
    const listed = await readNumberedPage(c, query, {
      list: (page) => listDisputes(sql, scope.tenantId, filter, page),
      count: () => countDisputes(sql, scope.tenantId, filter),
    });
    return c.json({ disputes: listed.rows.map(presentDispute), pagination: paginationOf(listed, query.after) }, 200);
  },
);

disputeRoutes.openapi(
  createRoute({
    operationId: 'listDisputes',
    method: 'get',
    path: '/disputes',
    tags,
    summary: 'List disputes',
    request: { query: z.object({ status: disputeStatus.optional(), ...page }) },
    responses: { 200: jsonResponse('Disputes, newest first', ListDisputesResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'money.read');
    const query = c.req.valid('query');
    const filter: DisputeFilter = { status: query.status };
    const listed = await readNumberedPage(c, query, {
      list: (page) => listDisputes(sql, tenantId, filter, page),
      count: () => countDisputes(sql, tenantId, filter),
    });
    return c.json({ disputes: listed.rows.map(presentDispute), pagination: paginationOf(listed, query.after) }, 200);
  },
);

disputeRoutes.openapi(
  createRoute({
    operationId: 'getDispute',
    method: 'get',
    path: '/disputes/{id}',
    tags,
    summary: 'Get a dispute',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The dispute', DisputeResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'money.read');
    const dispute = await disputeByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id);
    return c.json(presentDispute(requireFound(dispute, 'Dispute')), 200);
  },
);

disputeRoutes.openapi(
  createRoute({
    operationId: 'resolveDispute',
    method: 'post',
    path: '/disputes/{id}/resolve',
    tags,
    summary: 'Resolve a dispute',
    request: { params: idParams('id'), body: jsonBody(ResolveDisputeBody) },
    responses: { 200: jsonResponse('The dispute', DisputeResponse), ...errorResponses },
  }),
  async (c) => {
    const { amount: refunded, note = null, ...resolution } = c.req.valid('json');
    const input = { ...resolution, note, amountMicros: refunded === undefined ? undefined : toMicros(refunded) };
    const dispute = await resolveDispute(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentDispute(dispute), 200);
  },
);
