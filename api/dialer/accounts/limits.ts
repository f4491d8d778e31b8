import { authorize } from '../../../shared/domain/accounts/access.ts';
import { limitsInUse } from '../../../shared/domain/operations/limit-use.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { LimitsResponse, presentLimits } from './limits.shape.ts';

export const limitRoutes = createRoutes();

limitRoutes.openapi(
  createRoute({
    operationId: 'getLimits',
    method: 'get',
    path: '/limits',
    tags: ['Auth'],
    summary: 'Get the limits of the account and their current use',
    description: 'The operator of the installation can change the limits.',
    responses: { 200: jsonResponse('The standing and the limits of the account', LimitsResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'limits.read');
    return c.json(presentLimits(await limitsInUse(c.get('ctx'), tenantId)), 200);
  },
);
