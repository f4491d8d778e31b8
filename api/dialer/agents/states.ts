/** The history of agents' states, and the reasons for a pause. */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { updatePauseReasons } from '../../../shared/domain/agents/pause-reasons.ts';
import { requireFound } from '../../../shared/errors.ts';
import { AGENT_HISTORY_STATES, PAUSE_REASONS_MAX } from '../../../shared/rules/agents/status.ts';
import { findPauseReasons } from '../../../sql/accounts/tenants.ts';
import { agentByKey } from '../../../sql/agents/agents.ts';
import { type AgentStateRow, countAgentStates, listAgentStates, timeInStates } from '../../../sql/agents/states.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { periodQuery, readPeriod } from '../../http/period.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { integer, isoOrNull } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { nameText } from '../../http/safe-text.ts';
import { idParam, page, timestamp } from '../conventions.ts';

const state = z.enum(AGENT_HISTORY_STATES).openapi({
  description: '`on_call` is the time from the reservation of the agent for a call to the release of the agent.',
});
const AgentStateResponse = z
  .object({
    state,
    reason: z.string().nullable(),
    started_at: timestamp,
    ended_at: timestamp.nullable().openapi({ description: 'Null for the state that the agent is in now' }),
  })
  .openapi('AgentStateResponse');
const ListAgentStatesResponse = z
  .object({ success: z.literal(true), states: z.array(AgentStateResponse), count: integer, total: integer })
  .openapi('ListAgentStatesResponse');
const TimeInStatesResponse = z
  .object({
    success: z.literal(true),
    states: z.array(
      z.object({
        state,
        reason: z.string().nullable(),
        seconds: integer,
        count: integer.openapi({ description: 'How often the agent was in the state' }),
      }),
    ),
  })
  .openapi('TimeInStatesResponse');
const PauseReasonsResponse = z.object({ pause_reasons: z.array(z.string()) }).openapi('PauseReasonsResponse');
const UpdatePauseReasonsBody = z
  .strictObject({
    pause_reasons: z
      .array(nameText(50))
      .max(PAUSE_REASONS_MAX)
      .refine((reasons) => new Set(reasons).size === reasons.length, 'must not contain a reason twice')
      .optional(),
  })
  .openapi('UpdatePauseReasonsBody');

const presentAgentState = ({ state, reason, startedAt, endedAt }: AgentStateRow) => ({
  state,
  reason,
  started_at: startedAt.toISOString(),
  ended_at: isoOrNull(endedAt),
});

const tags = ['Agents'];

export const agentStateRoutes = createRoutes();

agentStateRoutes.openapi(
  createRoute({
    operationId: 'listAgentStates',
    method: 'get',
    path: '/agents/{id}/states',
    tags,
    summary: 'List the states of an agent',
    description: 'The states that overlap the period. Agents see only their own.',
    request: { params: idParam, query: z.object({ ...periodQuery, ...page }) },
    responses: { 200: jsonResponse('States, newest first', ListAgentStatesResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const { sql } = c.get('ctx');
    const query = c.req.valid('query');
    const agent = requireFound(await agentByKey(sql, scope, c.req.valid('param').id), 'Agent');
    const period = await readPeriod(sql, scope.tenantId, query);
    const { rows, total } = await readPage(c, query, {
      list: (each) => listAgentStates(sql, scope.tenantId, agent.id, { ...period, ...each }),
      count: () => countAgentStates(sql, scope.tenantId, agent.id, period),
    });
    return c.json({ success: true as const, states: rows.map(presentAgentState), count: rows.length, total }, 200);
  },
);

agentStateRoutes.openapi(
  createRoute({
    operationId: 'getTimeInStates',
    method: 'get',
    path: '/agents/{id}/time-in-states',
    tags,
    summary: 'Time of an agent in each state',
    description: 'Only the time within the period counts. Agents see only their own.',
    request: { params: idParam, query: z.object(periodQuery) },
    responses: { 200: jsonResponse('The time in each state, longest first', TimeInStatesResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const { sql } = c.get('ctx');
    const agent = requireFound(await agentByKey(sql, scope, c.req.valid('param').id), 'Agent');
    const period = await readPeriod(sql, scope.tenantId, c.req.valid('query'));
    const states = await timeInStates(sql, scope.tenantId, agent.id, period);
    return c.json({ success: true as const, states }, 200);
  },
);

agentStateRoutes.openapi(
  createRoute({
    operationId: 'getPauseReasons',
    method: 'get',
    path: '/pause-reasons',
    tags,
    summary: 'Get the pause reasons',
    responses: { 200: jsonResponse('The reasons that agents choose from', PauseReasonsResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'agents.read');
    const reasons = await findPauseReasons(c.get('ctx').sql, tenantId);
    return c.json({ pause_reasons: reasons }, 200);
  },
);

agentStateRoutes.openapi(
  createRoute({
    operationId: 'updatePauseReasons',
    method: 'put',
    path: '/pause-reasons',
    tags,
    summary: 'Replace the pause reasons',
    description:
      'The list is what desks offer. `PUT /agents/{id}/status` also takes other reasons. Past pauses keep their reason.',
    request: { body: jsonBody(UpdatePauseReasonsBody) },
    responses: { 200: jsonResponse('The new reasons', PauseReasonsResponse), ...errorResponses },
  }),
  async (c) => {
    const reasons = await updatePauseReasons(c.get('ctx'), c.get('actor'), c.req.valid('json').pause_reasons);
    return c.json({ pause_reasons: reasons }, 200);
  },
);
