import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  addTargetToRouter,
  changeRouter,
  createRouter,
  removeRouter,
  removeTargetFromRouter,
} from '../../../shared/domain/rtb/routers.ts';
import { requireFound } from '../../../shared/errors.ts';
import { revenueTypes } from '../../../shared/rules/rtb/revenue.ts';
import { countRouters, listRouters, routerByKey, type RouterFields } from '../../../sql/rtb/routers.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { storable } from '../../http/safe-text.ts';
import {
  COUNTED_LIST,
  id,
  idParams,
  LIST_MAX,
  MessageResponse,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import { assignmentShape, presentAssignment, presentRouter, routerShape } from './rtb.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const fields = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  description: storable(5_000).nullable(),
  biddingTimeoutMs: z.number().int().min(50).max(10_000),
  minBiddersRequired: z
    .number()
    .int()
    .min(1)
    .max(100)
    .openapi({ description: 'With fewer targets that can be asked there is no auction' }),
  enablePredictiveRouting: z
    .boolean()
    .openapi({ description: 'Ranks by bid × the learnt share of calls that convert, instead of by bid' }),
  revenueType: z.enum(revenueTypes),
  conversionTracking: z
    .boolean()
    .openapi({ description: 'Off: every conversation counts as converted, whatever duration a bid names' }),
  isActive: z.boolean(),
});
const changed = fields.partial();
const created = z.strictObject({ ...changed.shape, name: fields.shape.name });
const assignment = z.strictObject({
  targetId: id,
  priority: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(1)
    .openapi({ description: 'Lower goes first between equal bids' }),
  weight: z.number().int().min(0).max(1_000_000).default(100),
});

const defaults: Omit<RouterFields, 'name'> = {
  description: null,
  // A caller hears ringing meanwhile; the field's usual limit.
  biddingTimeoutMs: 2_000,
  minBiddersRequired: 1,
  enablePredictiveRouting: false,
  revenueType: 'per_call',
  conversionTracking: true,
  isActive: true,
};

const tags = ['RTB'];
export const rtbRouters = createRoutes();

rtbRouters.openapi(
  createRoute({
    method: 'get',
    path: '/rtb/routers',
    tags,
    summary: 'List RTB routers',
    description: COUNTED_LIST,
    responses: { 200: jsonResponse('Routers, oldest first', z.array(routerShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const rows = await listRouters(sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countRouters(sql, tenantId));
    return c.json(rows.map(presentRouter), 200);
  },
);

rtbRouters.openapi(
  createRoute({
    method: 'post',
    path: '/rtb/routers',
    tags,
    summary: 'Create an RTB router',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new router', routerShape), ...errorResponses },
  }),
  async (c) => {
    const router = await createRouter(c.get('ctx'), c.get('actor'), { ...defaults, ...c.req.valid('json') });
    return c.json(presentRouter(router), 201);
  },
);

rtbRouters.openapi(
  createRoute({
    method: 'get',
    path: '/rtb/routers/{id}',
    tags,
    summary: 'Get an RTB router',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The router', routerShape), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const router = requireFound(await routerByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'Router');
    return c.json(presentRouter(router), 200);
  },
);

rtbRouters.openapi(
  createRoute({
    method: 'put',
    path: '/rtb/routers/{id}',
    tags,
    summary: 'Update an RTB router',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The router as it is now', routerShape), ...errorResponses },
  }),
  async (c) => {
    const router = await changeRouter(c.get('ctx'), c.get('actor'), c.req.valid('param').id, c.req.valid('json'));
    return c.json(presentRouter(router), 200);
  },
);

rtbRouters.openapi(
  createRoute({
    method: 'delete',
    path: '/rtb/routers/{id}',
    tags,
    summary: 'Delete an RTB router; its auctions stay on record',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await removeRouter(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'RTB router deleted successfully' }, 200);
  },
);

rtbRouters.openapi(
  createRoute({
    method: 'post',
    path: '/rtb/routers/{routerId}/targets',
    tags,
    summary: 'Assign a target to a router',
    request: { params: idParams('routerId'), body: jsonBody(assignment) },
    responses: { 201: jsonResponse('The assignment', assignmentShape), ...errorResponses },
  }),
  async (c) => {
    const { targetId: target, priority, weight } = c.req.valid('json');
    const { routerId } = c.req.valid('param');
    const added = await addTargetToRouter(c.get('ctx'), c.get('actor'), routerId, { target, priority, weight });
    return c.json(presentAssignment(added), 201);
  },
);

rtbRouters.openapi(
  createRoute({
    method: 'delete',
    path: '/rtb/routers/{routerId}/targets/{targetId}',
    tags,
    summary: 'Remove a target from a router',
    request: { params: idParams('routerId', 'targetId') },
    responses: { 200: jsonResponse('Removed', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { routerId: router, targetId: target } = c.req.valid('param');
    await removeTargetFromRouter(c.get('ctx'), c.get('actor'), { router, target });
    return c.json({ message: 'Target removed from router successfully' }, 200);
  },
);
