import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../shared/domain/access.ts';
import { AGENT_DEFAULTS, changeAgentStatus, createAgent } from '../../shared/domain/agents.ts';
import { found } from '../../shared/errors.ts';
import { lastDays } from '../../shared/rules/call-figures.ts';
import { agentByKey, agentStats, countAgentsSeen, listAgents } from '../../sql/agents.ts';
import { body, replies } from '../bearer/dialect.ts';
import { agentPriority, e164, skills } from '../fields.ts';
import { storable } from '../text.ts';
import { COUNTED_LIST, createRoutes, days, idIn, LIST_MAX, refusals, tellTotal } from './dialect.ts';
import { agentMetricsShape, agentShape, presentAgent, presentAgentMetrics } from './present-agents.ts';

/** `break` is shown as `offline`, but may be told apart from it by who sets it. */
const declaredStatus = z.enum(['available', 'busy', 'offline', 'break']);

const created = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  email: z.email().max(320).nullish(),
  phoneNumber: e164,
  skills: skills.optional(),
  maxConcurrentCalls: z.number().int().min(1).max(100).optional(),
  priority: agentPriority.optional(),
  status: declaredStatus.optional(),
  isActive: z.boolean().optional(),
});
const statusChange = z.strictObject({ status: declaredStatus, reason: storable(200).nullish() });
const tags = ['Agents'];

export const agents = createRoutes();

agents.openapi(
  createRoute({
    method: 'get',
    path: '/agents',
    tags,
    summary: 'List agents',
    description: COUNTED_LIST,
    responses: { 200: replies('Agents, newest first', z.array(agentShape)), ...refusals },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const rows = await listAgents(sql, scope, { limit: LIST_MAX, offset: 0 });
    tellTotal(c, await countAgentsSeen(sql, scope));
    return c.json(rows.map(presentAgent), 200);
  },
);

agents.openapi(
  createRoute({
    method: 'post',
    path: '/agents',
    tags,
    summary: 'Create an agent',
    request: { body: body(created) },
    responses: { 201: replies('The new agent', agentShape), ...refusals },
  }),
  async (c) => {
    const { phoneNumber: phone, email = null, ...sent } = c.req.valid('json');
    const input = { ...AGENT_DEFAULTS, ...sent, phone, email };
    return c.json(presentAgent(await createAgent(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

agents.openapi(
  createRoute({
    method: 'get',
    path: '/agents/{id}',
    tags,
    summary: 'Get an agent',
    request: { params: idIn('id') },
    responses: { 200: replies('The agent', agentShape), ...refusals },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = found(await agentByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Agent');
    return c.json(presentAgent(agent), 200);
  },
);

agents.openapi(
  createRoute({
    method: 'put',
    path: '/agents/{id}/status',
    tags,
    summary: 'Update agent status',
    request: { params: idIn('id'), body: body(statusChange) },
    responses: { 200: replies('The agent as they are now', agentShape), ...refusals },
  }),
  async (c) => {
    const { status, reason = null } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentAgent(await changeAgentStatus(c.get('ctx'), c.get('actor'), id, { status, reason })), 200);
  },
);

agents.openapi(
  createRoute({
    method: 'get',
    path: '/agents/{id}/metrics',
    tags,
    summary: 'Get agent metrics',
    description: 'Of calls that have ended, by the day (UTC) on which they began; today is the last of the `days`.',
    request: { params: idIn('id'), query: z.object({ days }) },
    responses: { 200: replies('The agent’s calls in numbers', agentMetricsShape), ...refusals },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = found(await agentByKey(sql, scope, c.req.valid('param').id), 'Agent');
    const { days } = c.req.valid('query');
    const stats = await agentStats(sql, scope.tenantId, agent.id, lastDays(days, clock.nowMs()));
    return c.json(presentAgentMetrics(stats, days), 200);
  },
);
