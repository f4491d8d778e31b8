import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { updateAgentGroup, createAgentGroup, deleteAgentGroup } from '../../../shared/domain/agents/groups.ts';
import { requireFound } from '../../../shared/errors.ts';
import { groupByKey, listGroups } from '../../../sql/agents/groups.ts';
import { safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { agentGroupShape, presentAgentGroup } from './agents.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const fields = z.strictObject({ name: safeText(200).trim().min(1, 'must not be empty') });
const one = z.object({ success: z.literal(true), agent_group: agentGroupShape });
const many = z.object({
  success: z.literal(true),
  agent_groups: z.array(agentGroupShape),
  count: z.number().int(),
});
const removed = z.object({ success: z.literal(true), message: z.string() });
const tags = ['Agent groups'];

export const agentGroups = createRoutes();

agentGroups.openapi(
  createRoute({
    method: 'get',
    path: '/agent-groups',
    tags,
    summary: 'List agent groups',
    request: { query: z.object(page) },
    responses: { 200: jsonResponse('Agent groups, by name', many), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const rows = await listGroups(c.get('ctx').sql, scope, c.req.valid('query'));
    return c.json({ success: true as const, agent_groups: rows.map(presentAgentGroup), count: rows.length }, 200);
  },
);

agentGroups.openapi(
  createRoute({
    method: 'post',
    path: '/agent-groups',
    tags,
    summary: 'Create an agent group',
    request: { body: jsonBody(fields) },
    responses: { 201: jsonResponse('The new group', one), ...errorResponses },
  }),
  async (c) => {
    const group = await createAgentGroup(c.get('ctx'), c.get('actor'), c.req.valid('json'));
    return c.json({ success: true as const, agent_group: presentAgentGroup(group) }, 201);
  },
);

agentGroups.openapi(
  createRoute({
    method: 'get',
    path: '/agent-groups/{id}',
    tags,
    summary: 'Get an agent group',
    request: { params: idParam },
    responses: { 200: jsonResponse('The group', one), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const group = requireFound(await groupByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Agent group');
    return c.json({ success: true as const, agent_group: presentAgentGroup(group) }, 200);
  },
);

agentGroups.openapi(
  createRoute({
    method: 'put',
    path: '/agent-groups/{id}',
    tags,
    summary: 'Rename an agent group',
    request: { params: idParam, body: jsonBody(fields) },
    responses: { 200: jsonResponse('The group as it is now', one), ...errorResponses },
  }),
  async (c) => {
    const group = await updateAgentGroup(c.get('ctx'), c.get('actor'), c.req.valid('param').id, c.req.valid('json'));
    return c.json({ success: true as const, agent_group: presentAgentGroup(group) }, 200);
  },
);

agentGroups.openapi(
  createRoute({
    method: 'delete',
    path: '/agent-groups/{id}',
    tags,
    summary: 'Delete an agent group',
    description: 'Only a group that no agent and no campaign belongs to.',
    request: { params: idParam },
    responses: { 200: jsonResponse('Deleted', removed), ...errorResponses },
  }),
  async (c) => {
    await deleteAgentGroup(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'Agent group deleted' }, 200);
  },
);
