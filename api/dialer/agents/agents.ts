import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  AGENT_DEFAULTS,
  type AgentInput,
  createAgent,
  updateAgent,
  updateAgentStatus,
} from '../../../shared/domain/agents/agents.ts';
import { requireFound } from '../../../shared/errors.ts';
import { AGENT_DEVICES } from '../../../shared/rules/agents/device.ts';
import { PHONE_ACCEPTANCES } from '../../../shared/rules/agents/phone-acceptance.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { agentByKey, agentStatistics, countAgents, listAgents } from '../../../sql/agents/agents.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { agentPriority, e164, skills } from '../../http/fields.ts';
import { optionalEntityKey } from '../../http/ids.ts';
import { periodQuery, readPeriod } from '../../http/period.ts';
import { presentAgent as presentProAgent, ProAgentResponse } from '../../callcenter-pro/agents/agents.shape.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { lineText, nameText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import {
  AgentResponse,
  AgentStatisticsResponse,
  agentStatus,
  presentAgent,
  presentAgentStatistics,
} from './agents.shape.ts';

const HOUR_PATTERN = /^([01]\d|2[0-3]):[0-5]\d$/;
const hours = z
  .strictObject({
    start: z.string().regex(HOUR_PATTERN, 'must be a time of day, such as 09:00'),
    end: z
      .string()
      .refine((time) => HOUR_PATTERN.test(time) || time === '24:00', 'must be a time of day up to 24:00')
      .openapi({ example: '17:00' }),
  })
  .refine(({ start, end }) => start < end, { path: ['end'], message: 'must be after start' })
  .optional();

const workingHours = z
  .strictObject({
    monday: hours,
    tuesday: hours,
    wednesday: hours,
    thursday: hours,
    friday: hours,
    saturday: hours,
    sunday: hours,
  })
  // If the working hours contain no day, the agent may work at any hour. Without this rule, the agent would never work.
  .transform((days) => (Object.values(days).some(Boolean) ? days : null))
  .nullable()
  .openapi({
    description: "In the campaign's time zone. A weekday that is absent is a day off; null means no limit on hours.",
  });

const device = z.enum(AGENT_DEVICES).openapi({
  description:
    'What rings for the agent. `phone`, the default: the phone number. `browser`: the console in the browser of the ' +
    'agent, or any program that registers with a device token.',
});

const agentFields = z.strictObject({
  name: nameText(200),
  phone: e164,
  email: z.email().max(320).nullable(),
  agent_group_id: optionalEntityKey,
  user_id: optionalEntityKey,
  max_concurrent_calls: z.number().int().min(1).max(100),
  working_hours: workingHours,
  is_active: z.boolean(),
  skills,
  priority: agentPriority,
  phone_acceptance: z.enum(PHONE_ACCEPTANCES).openapi({
    description:
      'How the platform makes sure that the agent and not a mailbox answered the phone. `detection`, the default: the ' +
      'machine detection listens when the phone of a parked agent is answered. `key`: the agent presses any key. ' +
      '`none`: no check. A phone that rings for each call is checked only with `key`.',
  }),
  device,
});

const UpdateAgentBody = agentFields.partial().openapi('UpdateAgentBody');
const CreateAgentBody = z
  .strictObject({ ...UpdateAgentBody.shape, name: agentFields.shape.name, phone: agentFields.shape.phone })
  .openapi('CreateAgentBody');
const UpdateAgentStatusBody = z
  .strictObject({ status: agentStatus, reason: lineText(200).nullish() })
  .openapi('UpdateAgentStatusBody');
const ListAgentsQuery = z.object({
  status: agentStatus.optional(),
  agent_group_id: optionalEntityKey.optional(),
  ...page,
});
const AgentStatisticsQuery = z.object(periodQuery);

const singleAgent = z.object({ success: z.literal(true), agent: AgentResponse });
const SingleAgentResponse = singleAgent.openapi('SingleAgentResponse');
// Only the document of the CallCenter Pro API has this operation, so the response has the members of both APIs.
const GetAgentResponse = z.object({ ...ProAgentResponse.shape, ...singleAgent.shape }).openapi('GetAgentResponse');
const UpdateAgentStatusResponse = singleAgent.extend({ message: z.string() }).openapi('UpdateAgentStatusResponse');
const GetAgentStatisticsResponse = singleAgent
  .extend({ stats: AgentStatisticsResponse })
  .openapi('GetAgentStatisticsResponse');
const ListAgentsResponse = z
  .object({
    success: z.literal(true),
    agents: z.array(AgentResponse),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('ListAgentsResponse');

const tags = ['Agents'];

/**
 * Translates the fields of the request to the fields of the domain. If the request leaves out a field, the result
 * leaves out the field too.
 */
function toInput(body: z.output<typeof UpdateAgentBody>): Partial<AgentInput> {
  const input: Partial<AgentInput> = {
    name: body.name,
    phone: body.phone,
    email: body.email,
    agentGroup: body.agent_group_id,
    user: body.user_id,
    maxConcurrentCalls: body.max_concurrent_calls,
    workingHours: body.working_hours,
    isActive: body.is_active,
    skills: body.skills,
    priority: body.priority,
    phoneAcceptance: body.phone_acceptance,
    device: body.device,
  };
  return definedOnly(input);
}

export const agentRoutes = createRoutes();

agentRoutes.openapi(
  createRoute({
    operationId: 'listAgents',
    method: 'get',
    path: '/agents',
    tags,
    summary: 'List agents',
    request: { query: ListAgentsQuery },
    responses: { 200: jsonResponse('Agents, newest first', ListAgentsResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const { sql } = c.get('ctx');
    const { agent_group_id: group, status, ...query } = c.req.valid('query');
    const filter = { group, statuses: status && [status] };
    const { rows, total } = await readPage(c, query, {
      list: (page) => listAgents(sql, scope, { ...filter, ...page }),
      count: () => countAgents(sql, scope, filter),
    });
    return c.json({ success: true as const, agents: rows.map(presentAgent), count: rows.length, total }, 200);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'createAgent',
    method: 'post',
    path: '/agents',
    tags,
    summary: 'Create an agent',
    description:
      'Without `user_id`, the agent belongs to the user of your account with the same e-mail address, if any.',
    request: { body: jsonBody(CreateAgentBody) },
    responses: { 201: jsonResponse('The new agent, offline', SingleAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const input = { ...AGENT_DEFAULTS, ...toInput(body), name: body.name, phone: body.phone };
    const agent = await createAgent(c.get('ctx'), c.get('actor'), input);
    return c.json({ success: true as const, agent: presentAgent(agent) }, 201);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'getAgent',
    method: 'get',
    path: '/agents/{id}',
    tags,
    summary: 'Get an agent',
    request: { params: idParam },
    responses: { 200: jsonResponse('The agent, with the members of both APIs', GetAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = requireFound(await agentByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Agent');
    return c.json({ ...presentProAgent(agent), success: true as const, agent: presentAgent(agent) }, 200);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'updateAgent',
    method: 'put',
    path: '/agents/{id}',
    tags,
    summary: 'Update an agent',
    request: { params: idParam, body: jsonBody(UpdateAgentBody) },
    responses: { 200: jsonResponse('The updated agent', SingleAgentResponse), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const agent = await updateAgent(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, agent: presentAgent(agent) }, 200);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'updateAgentStatus',
    method: 'put',
    path: '/agents/{id}/status',
    tags,
    summary: 'Update agent status',
    description:
      'Agents may set their own status, supervisors and administrators the status of every agent. `available` also ' +
      'ends a wrap-up.',
    request: { params: idParam, body: jsonBody(UpdateAgentStatusBody) },
    responses: { 200: jsonResponse('The updated agent', UpdateAgentStatusResponse), ...errorResponses },
  }),
  async (c) => {
    const { status, reason = null } = c.req.valid('json');
    const agent = await updateAgentStatus(c.get('ctx'), c.get('actor'), c.req.valid('param').id, { status, reason });
    const message = 'Agent status updated successfully';
    return c.json({ success: true as const, message, agent: presentAgent(agent) }, 200);
  },
);

agentRoutes.openapi(
  createRoute({
    operationId: 'getAgentStatistics',
    method: 'get',
    path: '/agents/{id}/stats',
    tags,
    summary: 'Get agent statistics',
    description: 'Covers calls that have ended. `date_from` and `date_to` are days of `timezone`, both included.',
    request: { params: idParam, query: AgentStatisticsQuery },
    responses: { 200: jsonResponse('The agent and its statistics', GetAgentStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = requireFound(await agentByKey(sql, scope, c.req.valid('param').id), 'Agent');
    const period = await readPeriod(sql, scope.tenantId, c.req.valid('query'));
    const statistics = await agentStatistics(sql, scope.tenantId, agent.id, period);
    return c.json(
      { success: true as const, agent: presentAgent(agent), stats: presentAgentStatistics(statistics) },
      200,
    );
  },
);
