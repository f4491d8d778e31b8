import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { requireFound } from '../../../shared/errors.ts';
import { agentByKey } from '../../../sql/agents/agents.ts';
import {
  type CallBackPosition,
  countAgentCallBacks,
  type LeadRow,
  listAgentCallBacks,
} from '../../../sql/leads/leads.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam, page } from '../conventions.ts';
import { LeadResponse, presentLead } from './leads.shape.ts';

const ListCallBacksQuery = z.object(page);
const ListCallBacksResponse = z
  .object({ success: z.literal(true), callbacks: z.array(LeadResponse), count: z.number().int() })
  .openapi('ListCallBacksResponse');

export const callBackRoutes = createRoutes();

callBackRoutes.openapi(
  createRoute({
    operationId: 'listAgentCallBacks',
    method: 'get',
    path: '/agents/{id}/callbacks',
    tags: ['Leads'],
    summary: 'List the call-backs of an agent',
    description: 'The leads whose call-back belongs to the agent. Agents see their own.',
    request: { params: idParam, query: ListCallBacksQuery },
    responses: { 200: jsonResponse('Leads, the earliest call-back first', ListCallBacksResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const { sql } = c.get('ctx');
    const found = await agentByKey(sql, scope, c.req.valid('param').id);
    const isVisible = scope.onlyAgentId === undefined || scope.onlyAgentId === found?.id;
    const agent = requireFound(isVisible ? found : undefined, 'Agent');
    const of = { tenantId: scope.tenantId, agentId: agent.id };
    const { rows } = await readPage<LeadRow & { at: string }, CallBackPosition, number>(
      c,
      c.req.valid('query'),
      {
        list: (page) => listAgentCallBacks(sql, of, page),
        count: () => countAgentCallBacks(sql, scope.tenantId, agent.id),
      },
      ({ id, at }) => ({ id, at }),
    );
    return c.json({ success: true as const, callbacks: rows.map(presentLead), count: rows.length }, 200);
  },
);
