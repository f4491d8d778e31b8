import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { createAgentGroup, deleteAgentGroup, updateAgentGroup } from '../../../shared/domain/agents/groups.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countGroups, groupByKey, listGroups } from '../../../sql/agents/groups.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { nameText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { AgentGroupResponse, presentAgentGroup } from './groups.shape.ts';

const groupFields = z.strictObject({ name: nameText(200) });
const CreateAgentGroupBody = groupFields.openapi('CreateAgentGroupBody');
const UpdateAgentGroupBody = groupFields.partial().openapi('UpdateAgentGroupBody');
const ListAgentGroupsQuery = z.object(page);

const SingleAgentGroupResponse = z
  .object({ success: z.literal(true), agent_group: AgentGroupResponse })
  .openapi('SingleAgentGroupResponse');
const ListAgentGroupsResponse = z
  .object({
    success: z.literal(true),
    agent_groups: z.array(AgentGroupResponse),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('ListAgentGroupsResponse');
const DeleteAgentGroupResponse = z
  .object({ success: z.literal(true), message: z.string() })
  .openapi('DeleteAgentGroupResponse');

const tags = ['Agent groups'];

export const agentGroupRoutes = createRoutes();

agentGroupRoutes.openapi(
  createRoute({
    operationId: 'listAgentGroups',
    method: 'get',
    path: '/agent-groups',
    tags,
    summary: 'List agent groups',
    request: { query: ListAgentGroupsQuery },
    responses: { 200: jsonResponse('Agent groups, by name', ListAgentGroupsResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const { sql } = c.get('ctx');
    const reads = {
      list: (range: Page<string>) => listGroups(sql, scope, range),
      count: () => countGroups(sql, scope),
    };
    const { rows, total } = await readPage(c, c.req.valid('query'), reads, ({ name }) => name);
    const groups = rows.map(presentAgentGroup);
    return c.json({ success: true as const, agent_groups: groups, count: rows.length, total }, 200);
  },
);

agentGroupRoutes.openapi(
  createRoute({
    operationId: 'createAgentGroup',
    method: 'post',
    path: '/agent-groups',
    tags,
    summary: 'Create an agent group',
    request: { body: jsonBody(CreateAgentGroupBody) },
    responses: { 201: jsonResponse('The new group', SingleAgentGroupResponse), ...errorResponses },
  }),
  async (c) => {
    const group = await createAgentGroup(c.get('ctx'), c.get('actor'), c.req.valid('json'));
    return c.json({ success: true as const, agent_group: presentAgentGroup(group) }, 201);
  },
);

agentGroupRoutes.openapi(
  createRoute({
    operationId: 'getAgentGroup',
    method: 'get',
    path: '/agent-groups/{id}',
    tags,
    summary: 'Get an agent group',
    request: { params: idParam },
    responses: { 200: jsonResponse('The group', SingleAgentGroupResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'agents.read');
    const group = requireFound(await groupByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Agent group');
    return c.json({ success: true as const, agent_group: presentAgentGroup(group) }, 200);
  },
);

agentGroupRoutes.openapi(
  createRoute({
    operationId: 'updateAgentGroup',
    method: 'put',
    path: '/agent-groups/{id}',
    tags,
    summary: 'Rename an agent group',
    request: { params: idParam, body: jsonBody(UpdateAgentGroupBody) },
    responses: { 200: jsonResponse('The updated group', SingleAgentGroupResponse), ...errorResponses },
  }),
  async (c) => {
    const group = await updateAgentGroup(c.get('ctx'), c.get('actor'), c.req.valid('param').id, c.req.valid('json'));
    return c.json({ success: true as const, agent_group: presentAgentGroup(group) }, 200);
  },
);

agentGroupRoutes.openapi(
  createRoute({
    operationId: 'deleteAgentGroup',
    method: 'delete',
    path: '/agent-groups/{id}',
    tags,
    summary: 'Delete an agent group',
    description: 'Fails with 409 while agents or campaigns belong to the group.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The group is deleted', DeleteAgentGroupResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteAgentGroup(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'Agent group deleted' }, 200);
  },
);
