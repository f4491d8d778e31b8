import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { AGENT_DEFAULTS, createAgent, updateAgent, updateAgentStatus } from '../../../shared/domain/agents/agents.ts';
import { requireFound } from '../../../shared/errors.ts';
import { AGENT_STATUSES } from '../../../shared/rules/agents/status.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { periodOfLastDays } from '../../../shared/rules/operations/call-statistics.ts';
import { agentByKey, agentStatistics, countAgents, listAgents } from '../../../sql/agents/agents.ts';
import { agentPriority, e164, skills } from '../../http/fields.ts';
import { optionalEntityKey } from '../../http/ids.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { lineText, nameText } from '../../http/safe-text.ts';
import { errorResponses, idParams, LIST_DESCRIPTION, optionalPage, statisticsDays } from '../conventions.ts';
import { AgentMetricsResponse, presentAgent, presentAgentMetrics, ProAgentResponse } from './agents.shape.ts';

/** The agent statuses that a request may set. A request may set `break`, but responses show `break` as `offline`. */
const settableStatus = z.enum(AGENT_STATUSES);

const agentFields = z.strictObject({
  name: nameText(200),
  email: z.email().max(320).nullable(),
  phoneNumber: e164,
  skills,
  maxConcurrentCalls: z.number().int().min(1).max(100),
  priority: agentPriority,
  isActive: z.boolean(),
});
const UpdateProAgentBody = agentFields.partial().openapi('UpdateProAgentBody');
const CreateProAgentBody = z
  .strictObject({
    ...UpdateProAgentBody.shape,
    name: agentFields.shape.name,
    phoneNumber: agentFields.shape.phoneNumber,
    status: settableStatus.optional(),
  })
  .openapi('CreateProAgentBody');
const UpdateProAgentStatusBody = z
  .strictObject({ status: settableStatus, reason: lineText(200).nullish() })
  .openapi('UpdateProAgentStatusBody');
const ListProAgentsQuery = z.object({
  status: settableStatus.optional(),
  agentGroupId: optionalEntityKey.optional(),
  ...optionalPage,
});
const AgentMetricsQuery = z.object({ days: statisticsDays });

const tags = ['Agents'];

export const agentRoutes = createRoutes();

agentRoutes.openapi(
  createRoute({
    operationId: 'listAgents',
    method: 'get',
    path: '/agents',
    tags,
    summary: 'List agents',
    description: LIST_DESCRIPTION,
    request: { query: ListProAgentsQuery },
    responses: { 200: jsonResponse('Agents, newest first', z.array(ProAgentResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const { status, agentGroupId: group, ...query } = c.req.valid('query');
    // This API shows agents on a break as offline.
    const statuses = status === 'offline' ? (['offline', 'break'] as const) : status && [status];
    const { rows } = await readPage(c, query, {
      list: (page) => listAgents(sql, scope, { statuses, group, ...page }),
      count: () => countAgents(sql, scope, { statuses, group }),
    });
    return c.json(rows.map(presentAgent), 200);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'createAgent',
    method: 'post',
    path: '/agents',
    tags,
    summary: 'Create an agent',
    request: { body: jsonBody(CreateProAgentBody) },
    responses: { 201: jsonResponse('The new agent', ProAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const { phoneNumber: phone, email = null, ...fields } = c.req.valid('json');
    const input = { ...AGENT_DEFAULTS, ...fields, phone, email };
    return c.json(presentAgent(await createAgent(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'getAgent',
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
    operationId: 'updateAgent',
    method: 'put',
    path: '/agents/{id}',
    tags,
    summary: 'Update an agent',
    description: 'To change the status: PUT /agents/{id}/status.',
    request: { params: idParams('id'), body: jsonBody(UpdateProAgentBody) },
    responses: { 200: jsonResponse('The updated agent', ProAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const { phoneNumber: phone, ...fields } = c.req.valid('json');
    const { id } = c.req.valid('param');
    const agent = await updateAgent(c.get('ctx'), c.get('actor'), id, definedOnly({ ...fields, phone }));
    return c.json(presentAgent(agent), 200);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'updateAgentStatus',
    method: 'put',
    path: '/agents/{id}/status',
    tags,
    summary: 'Update agent status',
    request: { params: idParams('id'), body: jsonBody(UpdateProAgentStatusBody) },
    responses: { 200: jsonResponse('The updated agent', ProAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const { status, reason = null } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentAgent(await updateAgentStatus(c.get('ctx'), c.get('actor'), id, { status, reason })), 200);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'getAgentMetrics',
    method: 'get',
    path: '/agents/{id}/metrics',
    tags,
    summary: 'Get agent metrics',
    description:
      'Covers ended calls by the day on which they began, in the time zone of the account. Today is the last of the `days`.',
    request: { params: idParams('id'), query: AgentMetricsQuery },
    responses: { 200: jsonResponse('The metrics of the agent', AgentMetricsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = requireFound(await agentByKey(sql, scope, c.req.valid('param').id), 'Agent');
    const { days } = c.req.valid('query');
    const { timezone } = await accountSettings(sql, scope.tenantId);
    const period = periodOfLastDays(days, clock.nowMs(), timezone);
    const statistics = await agentStatistics(sql, scope.tenantId, agent.id, period);
    return c.json(presentAgentMetrics(statistics, days), 200);
  },
);
