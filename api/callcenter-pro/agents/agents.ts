import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { AGENT_DEFAULTS, updateAgentStatus, createAgent } from '../../../shared/domain/agents/agents.ts';
import { requireFound } from '../../../shared/errors.ts';
import { periodOfLastDays } from '../../../shared/rules/operations/call-statistics.ts';
import { agentByKey, agentStatistics, countAgents, listAgents } from '../../../sql/agents/agents.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { agentPriority, e164, skills } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import {
  COUNTED_LIST_DESCRIPTION,
  statisticsDays,
  idParams,
  LIST_MAX,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import { AgentMetricsResponse, ProAgentResponse, presentAgent, presentAgentMetrics } from './agents.shape.ts';
import { createRoutes } from '../../http/routes.ts';

/** `break` is shown as `offline`, but may be told apart from it by who sets it. */
const declaredStatus = z.enum(['available', 'busy', 'offline', 'break']);

const created = z.strictObject({
  name: safeText(200).trim().min(1, 'must not be empty'),
  email: z.email().max(320).nullish(),
  phoneNumber: e164,
  skills: skills.optional(),
  maxConcurrentCalls: z.number().int().min(1).max(100).optional(),
  priority: agentPriority.optional(),
  status: declaredStatus.optional(),
  isActive: z.boolean().optional(),
});
const statusChange = z.strictObject({ status: declaredStatus, reason: safeText(200).nullish() });
const tags = ['Agents'];

export const agentRoutes = createRoutes();

agentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/agents',
    tags,
    summary: 'List agents',
    description: COUNTED_LIST_DESCRIPTION,
    responses: { 200: jsonResponse('Agents, newest first', z.array(ProAgentResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const rows = await listAgents(sql, scope, { limit: LIST_MAX, offset: 0 });
    setTotalCountHeader(c, await countAgents(sql, scope));
    return c.json(rows.map(presentAgent), 200);
  },
);

agentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/agents',
    tags,
    summary: 'Create an agent',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new agent', ProAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const { phoneNumber: phone, email = null, ...sent } = c.req.valid('json');
    const input = { ...AGENT_DEFAULTS, ...sent, phone, email };
    return c.json(presentAgent(await createAgent(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

agentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/agents/{id}',
    tags,
    summary: 'Get an agent',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The agent', ProAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = requireFound(await agentByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Agent');
    return c.json(presentAgent(agent), 200);
  },
);

agentRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/agents/{id}/status',
    tags,
    summary: 'Update agent status',
    request: { params: idParams('id'), body: jsonBody(statusChange) },
    responses: { 200: jsonResponse('The agent as they are now', ProAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const { status, reason = null } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentAgent(await updateAgentStatus(c.get('ctx'), c.get('actor'), id, { status, reason })), 200);
  },
);

agentRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/agents/{id}/metrics',
    tags,
    summary: 'Get agent metrics',
    description: 'Of calls that have ended, by the day (UTC) on which they began; today is the last of the `days`.',
    request: { params: idParams('id'), query: z.object({ days: statisticsDays }) },
    responses: { 200: jsonResponse('The agent’s calls in numbers', AgentMetricsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = requireFound(await agentByKey(sql, scope, c.req.valid('param').id), 'Agent');
    const { days } = c.req.valid('query');
    const stats = await agentStatistics(sql, scope.tenantId, agent.id, periodOfLastDays(days, clock.nowMs()));
    return c.json(presentAgentMetrics(stats, days), 200);
  },
);
