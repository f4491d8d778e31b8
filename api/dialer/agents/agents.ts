import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  AGENT_DEFAULTS,
  type AgentInput,
  updateAgent,
  updateAgentStatus,
  createAgent,
} from '../../../shared/domain/agents/agents.ts';
import { requireFound } from '../../../shared/errors.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { agentByKey, agentStatistics, listAgents } from '../../../sql/agents/agents.ts';
import { agentPriority, e164, skills } from '../../http/fields.ts';
import { periodQuery, periodOf } from '../../http/period.ts';
import { safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { optionalEntityKey } from '../../http/ids.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { agentShape, agentStatsShape, agentStatus, presentAgent, presentAgentStats } from './agents.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const hourPattern = /^([01]\d|2[0-3]):[0-5]\d$/;
const hours = z
  .strictObject({
    start: z.string().regex(hourPattern, 'must be a time of day, such as 09:00'),
    end: z
      .string()
      .refine((time) => hourPattern.test(time) || time === '24:00', 'must be a time of day up to 24:00')
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
  // A form that was left empty means no hours, not an agent who can never be called.
  .transform((days) => (Object.values(days).some(Boolean) ? days : null))
  .nullable()
  .openapi({ description: "On the campaign's clock. A weekday left out is a day off; null works always." });

const fields = z.strictObject({
  name: safeText(200).trim().min(1, 'must not be empty'),
  phone: e164,
  email: z.email().max(320).nullable(),
  agent_group_id: optionalEntityKey,
  user_id: optionalEntityKey,
  max_concurrent_calls: z.number().int().min(1).max(100),
  working_hours: workingHours,
  is_active: z.boolean(),
  skills,
  priority: agentPriority,
});

const changed = fields.partial();
const created = z.strictObject({ ...changed.shape, name: fields.shape.name, phone: fields.shape.phone });
const statusChange = z.strictObject({ status: agentStatus, reason: safeText(200).nullish() });
const listed = z.object({ status: agentStatus.optional(), agent_group_id: optionalEntityKey.optional(), ...page });

const one = z.object({ success: z.literal(true), agent: agentShape });
const withMessage = one.extend({ message: z.string() });
const withStats = one.extend({ stats: agentStatsShape });
const many = z.object({ success: z.literal(true), agents: z.array(agentShape), count: z.number().int() });
const tags = ['Agents'];

/** The document's names → the domain's; a field that was not sent is absent. */
function toInput(sent: z.output<typeof changed>): Partial<AgentInput> {
  const input: Partial<AgentInput> = {
    name: sent.name,
    phone: sent.phone,
    email: sent.email,
    agentGroup: sent.agent_group_id,
    user: sent.user_id,
    maxConcurrentCalls: sent.max_concurrent_calls,
    workingHours: sent.working_hours,
    isActive: sent.is_active,
    skills: sent.skills,
    priority: sent.priority,
  };
  return definedOnly(input);
}

export const agents = createRoutes();

agents.openapi(
  createRoute({
    method: 'get',
    path: '/agents',
    tags,
    summary: 'List agents',
    request: { query: listed },
    responses: { 200: jsonResponse('Agents, newest first', many), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const { agent_group_id: group, ...filter } = c.req.valid('query');
    const rows = await listAgents(c.get('ctx').sql, scope, { ...filter, group });
    return c.json({ success: true as const, agents: rows.map(presentAgent), count: rows.length }, 200);
  },
);

agents.openapi(
  createRoute({
    method: 'post',
    path: '/agents',
    tags,
    summary: 'Create an agent',
    description:
      'Without `user_id`, the agent is the user of your account with the same e-mail address, if there is one.',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new agent, offline', one), ...errorResponses },
  }),
  async (c) => {
    const sent = c.req.valid('json');
    const input = { ...AGENT_DEFAULTS, ...toInput(sent), name: sent.name, phone: sent.phone };
    const agent = await createAgent(c.get('ctx'), c.get('actor'), input);
    return c.json({ success: true as const, agent: presentAgent(agent) }, 201);
  },
);

agents.openapi(
  createRoute({
    method: 'get',
    path: '/agents/{id}',
    tags,
    summary: 'Get an agent',
    request: { params: idParam },
    responses: { 200: jsonResponse('The agent', one), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = requireFound(await agentByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Agent');
    return c.json({ success: true as const, agent: presentAgent(agent) }, 200);
  },
);

agents.openapi(
  createRoute({
    method: 'put',
    path: '/agents/{id}',
    tags,
    summary: 'Update an agent',
    request: { params: idParam, body: jsonBody(changed) },
    responses: { 200: jsonResponse('The agent as it is now', one), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const agent = await updateAgent(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, agent: presentAgent(agent) }, 200);
  },
);

agents.openapi(
  createRoute({
    method: 'put',
    path: '/agents/{id}/status',
    tags,
    summary: 'Update agent status',
    description: 'Agents set their own, supervisors and administrators anybody’s. `available` also ends a wrap-up.',
    request: { params: idParam, body: jsonBody(statusChange) },
    responses: { 200: jsonResponse('The agent as it is now', withMessage), ...errorResponses },
  }),
  async (c) => {
    const { status, reason = null } = c.req.valid('json');
    const agent = await updateAgentStatus(c.get('ctx'), c.get('actor'), c.req.valid('param').id, { status, reason });
    const message = 'Agent status updated successfully';
    return c.json({ success: true as const, message, agent: presentAgent(agent) }, 200);
  },
);

agents.openapi(
  createRoute({
    method: 'get',
    path: '/agents/{id}/stats',
    tags,
    summary: 'Get agent statistics',
    description: 'Of calls that have ended; `date_from` and `date_to` are both included, as days of `timezone`.',
    request: { params: idParam, query: z.object(periodQuery) },
    responses: { 200: jsonResponse("The agent's calls in numbers", withStats), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'agents.read');
    const agent = requireFound(await agentByKey(sql, scope, c.req.valid('param').id), 'Agent');
    const stats = await agentStatistics(sql, scope.tenantId, agent.id, periodOf(c.req.valid('query')));
    return c.json({ success: true as const, agent: presentAgent(agent), stats: presentAgentStats(stats) }, 200);
  },
);
