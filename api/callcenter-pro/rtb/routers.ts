import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  addTargetToRouter,
  createRouter,
  deleteRouter,
  removeTargetFromRouter,
  updateRouter,
} from '../../../shared/domain/rtb/routers.ts';
import { requireFound } from '../../../shared/errors.ts';
import { REVENUE_TYPES } from '../../../shared/rules/rtb/revenue.ts';
import { countRouters, listRouters, routerByKey, type RouterFields } from '../../../sql/rtb/routers.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { conversionSeconds, country } from '../../http/fields.ts';
import { nameText, safeText } from '../../http/safe-text.ts';
import { LIST_DESCRIPTION, id, idParams, MessageResponse, errorResponses, WholeListQuery } from '../conventions.ts';
import { presentRouter, presentRouterTarget, RouterResponse, RouterTargetResponse } from './routers.shape.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const routerFields = {
  name: nameText(200),
  description: safeText(5_000).nullable(),
  biddingTimeoutMs: z.number().int().min(50).max(10_000),
  minBiddersRequired: z
    .number()
    .int()
    .min(1)
    .max(100)
    .openapi({ description: 'No auction takes place with fewer bidders that are open and below their caps' }),
  enablePredictiveRouting: z
    .boolean()
    .openapi({ description: 'Ranks bids by amount × conversion rate instead of by amount' }),
  revenueType: z.enum(REVENUE_TYPES),
  conversionTracking: z
    .boolean()
    .openapi({ description: 'false: every conversation counts as converted, whatever duration the bid names' }),
  conversionSeconds: conversionSeconds.nullable().openapi({
    description: 'Seconds of conversation that a bid without a duration pays for; null: as the campaign says',
  }),
  destinationCountries: z
    .array(country)
    .min(1)
    .max(250)
    .nullable()
    .openapi({
      description:
        'The countries whose numbers bids may name (ISO 3166-1 alpha-2). null: the countries of the caller and of the ' +
        'number that the caller dialled',
    }),
  isActive: z.boolean(),
};

const UpdateRouterBody = z.strictObject(routerFields).partial().openapi('UpdateRouterBody');

const CreateRouterBody = z
  .strictObject({ ...UpdateRouterBody.shape, name: routerFields.name })
  .openapi('CreateRouterBody');

const AddTargetToRouterBody = z
  .strictObject({
    targetId: id,
    priority: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(1)
      .openapi({ description: 'Between equal bids, the lower priority wins' }),
    weight: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(100)
      .openapi({ description: 'Between equal bids of equal priority, the higher weight wins' }),
  })
  .openapi('AddTargetToRouterBody');

const ROUTER_DEFAULTS: Omit<RouterFields, 'name'> = {
  description: null,
  // 2 seconds is the usual limit of bid requests. The caller hears ringing during the auction.
  biddingTimeoutMs: 2_000,
  minBiddersRequired: 1,
  enablePredictiveRouting: false,
  revenueType: 'per_call',
  conversionTracking: true,
  conversionSeconds: null,
  destinationCountries: null,
  isActive: true,
};

const tags = ['RTB'];

export const routerRoutes = createRoutes();

routerRoutes.openapi(
  createRoute({
    operationId: 'listRouters',
    method: 'get',
    path: '/rtb/routers',
    tags,
    summary: 'List RTB routers',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Routers, oldest first', z.array(RouterResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listRouters(sql, tenantId, page),
      count: () => countRouters(sql, tenantId),
    });
    return c.json(rows.map(presentRouter), 200);
  },
);

routerRoutes.openapi(
  createRoute({
    operationId: 'createRouter',
    method: 'post',
    path: '/rtb/routers',
    tags,
    summary: 'Create an RTB router',
    request: { body: jsonBody(CreateRouterBody) },
    responses: { 201: jsonResponse('The new router', RouterResponse), ...errorResponses },
  }),
  async (c) => {
    const router = await createRouter(c.get('ctx'), c.get('actor'), { ...ROUTER_DEFAULTS, ...c.req.valid('json') });
    return c.json(presentRouter(router), 201);
  },
);

routerRoutes.openapi(
  createRoute({
    operationId: 'getRouter',
    method: 'get',
    path: '/rtb/routers/{id}',
    tags,
    summary: 'Get an RTB router',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The router', RouterResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const router = requireFound(await routerByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'Router');
    return c.json(presentRouter(router), 200);
  },
);

routerRoutes.openapi(
  createRoute({
    operationId: 'updateRouter',
    method: 'put',
    path: '/rtb/routers/{id}',
    tags,
    summary: 'Update an RTB router',
    request: { params: idParams('id'), body: jsonBody(UpdateRouterBody) },
    responses: { 200: jsonResponse('The updated router', RouterResponse), ...errorResponses },
  }),
  async (c) => {
    const router = await updateRouter(c.get('ctx'), c.get('actor'), c.req.valid('param').id, c.req.valid('json'));
    return c.json(presentRouter(router), 200);
  },
);

routerRoutes.openapi(
  createRoute({
    operationId: 'deleteRouter',
    method: 'delete',
    path: '/rtb/routers/{id}',
    tags,
    summary: 'Delete an RTB router',
    description: 'The bid requests of the router stay on record.',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteRouter(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'RTB router deleted successfully' }, 200);
  },
);

routerRoutes.openapi(
  createRoute({
    operationId: 'addTargetToRouter',
    method: 'post',
    path: '/rtb/routers/{routerId}/targets',
    tags,
    summary: 'Add a target to a router',
    request: { params: idParams('routerId'), body: jsonBody(AddTargetToRouterBody) },
    responses: { 201: jsonResponse('The target as a bidder of the router', RouterTargetResponse), ...errorResponses },
  }),
  async (c) => {
    const { targetId: target, priority, weight } = c.req.valid('json');
    const { routerId } = c.req.valid('param');
    const added = await addTargetToRouter(c.get('ctx'), c.get('actor'), routerId, { target, priority, weight });
    return c.json(presentRouterTarget(added), 201);
  },
);

routerRoutes.openapi(
  createRoute({
    operationId: 'removeTargetFromRouter',
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
