import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize, type Scope } from '../../../shared/domain/accounts/access.ts';
import { requestTargetTest } from '../../../shared/domain/rtb/target-test.ts';
import { createTarget, deleteAllTargets, deleteTarget, updateTarget } from '../../../shared/domain/rtb/targets.ts';
import { requireFound } from '../../../shared/errors.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { countTargets, listTargets, targetByKey } from '../../../sql/rtb/targets.ts';
import { entityKey } from '../../http/ids.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { lineText, safeText } from '../../http/safe-text.ts';
import { LIST_DESCRIPTION, idParams, MessageResponse, errorResponses, WholeListQuery } from '../conventions.ts';
import { amount, CreateTargetBody, TARGET_DEFAULTS, toTargetInput, UpdateTargetBody } from './targets.body.ts';
import { presentTarget, presentTargetTest, TargetResponse, TestTargetResponse } from './targets.shape.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const DeleteAllTargetsResponse = MessageResponse.extend({ deleted: z.number().int() }).openapi(
  'DeleteAllTargetsResponse',
);

const tags = ['RTB'];

export const targetRoutes = createRoutes();

targetRoutes.openapi(
  createRoute({
    operationId: 'listTargets',
    method: 'get',
    path: '/rtb/targets',
    tags,
    summary: 'List RTB targets',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Targets, oldest first', z.array(TargetResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listTargets(sql, tenantId, page),
      count: () => countTargets(sql, tenantId),
    });
    return c.json(rows.map(presentTarget), 200);
  },
);

targetRoutes.openapi(
  createRoute({
    operationId: 'createTarget',
    method: 'post',
    path: '/rtb/targets',
    tags,
    summary: 'Create an RTB target',
    description:
      'Placeholders: {requestId} {campaignId} {callerId} {calledNumber} {callStartTime} {minBid} {maxBid} {currency}, as values of ' +
      'requestBody or in the query of endpointUrl.',
    request: { body: jsonBody(CreateTargetBody) },
    responses: { 201: jsonResponse('The new target', TargetResponse), ...errorResponses },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const input = { ...TARGET_DEFAULTS, ...toTargetInput(body), name: body.name, endpointUrl: body.endpointUrl };
    return c.json(presentTarget(await createTarget(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

// This route comes before the routes with `{id}`, because `{id}` would match the path of this route.
targetRoutes.openapi(
  createRoute({
    operationId: 'deleteAllTargets',
    method: 'delete',
    path: '/rtb/targets/clear-all',
    tags,
    summary: 'Delete all RTB targets',
    description: 'The bids of the targets stay on record.',
    responses: {
      200: jsonResponse('Deleted, with the number of targets', DeleteAllTargetsResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const deleted = await deleteAllTargets(c.get('ctx'), c.get('actor'));
    return c.json({ message: 'All RTB targets cleared successfully', deleted }, 200);
  },
);

targetRoutes.openapi(
  createRoute({
    operationId: 'getTarget',
    method: 'get',
    path: '/rtb/targets/{id}',
    tags,
    summary: 'Get an RTB target',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The target', TargetResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const target = requireFound(await targetByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'Target');
    return c.json(presentTarget(target), 200);
  },
);

targetRoutes.openapi(
  createRoute({
    operationId: 'updateTarget',
    method: 'put',
    path: '/rtb/targets/{id}',
    tags,
    summary: 'Update an RTB target',
    request: { params: idParams('id'), body: jsonBody(UpdateTargetBody) },
    responses: { 200: jsonResponse('The updated target', TargetResponse), ...errorResponses },
  }),
  async (c) => {
    const input = toTargetInput(c.req.valid('json'));
    const target = await updateTarget(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentTarget(target), 200);
  },
);

targetRoutes.openapi(
  createRoute({
    operationId: 'deleteTarget',
    method: 'delete',
    path: '/rtb/targets/{id}',
    tags,
    summary: 'Delete an RTB target',
    description: 'The bids of the target stay on record.',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteTarget(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'RTB target deleted successfully' }, 200);
  },
);

const TestTargetBody = z
  .strictObject({
    requestId: lineText(100).optional(),
    campaignId: z
      .union([z.number().int().positive(), safeText(64).min(1)])
      .optional()
      .openapi({
        type: ['integer', 'string'],
        description: 'The id of the campaign, or its rtbId, which bidders see',
        example: 1,
      }),
    callerId: lineText(100).optional(),
    minBid: amount.optional(),
    maxBid: amount.optional(),
    confirm: z.boolean().optional().openapi({
      description: 'Whether a valid bid also gets the second request at `postUrl`. The bidder may take it for a sale',
    }),
  })
  .openapi('TestTargetBody');

targetRoutes.openapi(
  createRoute({
    operationId: 'testTarget',
    method: 'post',
    path: '/rtb/targets/{id}/test',
    tags,
    summary: 'Test an RTB target',
    description:
      'Requests a bid without a call. The reply says how an auction would judge the bid, not what the target answered.',
    request: { params: idParams('id'), body: jsonBody(TestTargetBody) },
    responses: { 200: jsonResponse('The result of the test', TestTargetResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'rtb.write');
    const { campaignId: campaign, confirm = false, ...values } = c.req.valid('json');
    const campaignId = campaign === undefined ? null : await rtbIdOf(ctx, scope, campaign);
    const { id } = c.req.valid('param');
    const result = await requestTargetTest(ctx, c.get('actor'), id, { ...values, campaignId }, confirm);
    return c.json(presentTargetTest(result), 200);
  },
);

/**
 * Returns the rtbId of a campaign. Bidders see no other id of the campaign. If `campaign` is not a campaign id,
 * `campaign` is already an rtbId.
 */
async function rtbIdOf(ctx: Context, scope: Scope, campaign: number | string): Promise<string | null> {
  const id = entityKey.safeParse(campaign);
  if (!id.success) return String(campaign);
  return requireFound(await campaignByKey(ctx.sql, scope, id.data), 'Campaign').rtbId;
}
