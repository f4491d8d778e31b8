import { z } from '@hono/zod-openapi';
import { readFloor, readFloorDay } from '../../../shared/domain/operations/floor.ts';
import { periodQuery } from '../../http/period.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { FloorDayResponse, FloorResponse, presentFloor, presentFloorDay } from './floor.shape.ts';

const FloorDayQuery = z.object({ timezone: periodQuery.timezone });

const tags = ['Floor'];

export const floorRoutes = createRoutes();

floorRoutes.openapi(
  createRoute({
    operationId: 'getFloor',
    method: 'get',
    path: '/floor',
    tags,
    summary: 'Get the floor',
    description:
      'Everything that a supervisor watches, in one response: what each agent does and since when, the live calls, and ' +
      'how each campaign dials or why it does not. Do not poll it: the WebSocket sends the changes after ' +
      '`figures:watch`.',
    responses: { 200: jsonResponse('The floor at this moment', FloorResponse), ...errorResponses },
  }),
  async (c) => c.json(presentFloor(await readFloor(c.get('ctx'), c.get('actor'))), 200),
);

floorRoutes.openapi(
  createRoute({
    operationId: 'getFloorDay',
    method: 'get',
    path: '/floor/day',
    tags,
    summary: 'Get the figures of the day',
    description: 'The calls that began since midnight in `timezone`, by default that of the account, and have ended.',
    request: { query: FloorDayQuery },
    responses: { 200: jsonResponse('Sums by time, campaign and agent', FloorDayResponse), ...errorResponses },
  }),
  async (c) => c.json(presentFloorDay(await readFloorDay(c.get('ctx'), c.get('actor'), c.req.valid('query'))), 200),
);
