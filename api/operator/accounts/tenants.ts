import { z } from '@hono/zod-openapi';
import { countTenants, listTenants, type ListedTenantRow } from '../../../sql/accounts/tenants.ts';
import { page } from '../../http/pagination.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { integer, timestampWithExample, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const TenantResponse = z
  .object({
    id: integer,
    uuid,
    name: z.string(),
    created_at: timestampWithExample('2024-01-01T09:00:00.000Z'),
    user_count: integer.openapi({ description: 'All users, deactivated users included' }),
    active_user_count: integer,
  })
  .openapi('TenantResponse');

const presentTenant = (row: ListedTenantRow): z.infer<typeof TenantResponse> => ({
  id: row.id,
  uuid: row.uuid,
  name: row.name,
  created_at: row.createdAt.toISOString(),
  user_count: row.userCount,
  active_user_count: row.activeUserCount,
});

const ListTenantsQuery = z.object(page);
const ListTenantsResponse = z
  .object({ success: z.literal(true), tenants: z.array(TenantResponse), count: integer, total: integer })
  .openapi('ListTenantsResponse');

export const tenantRoutes = createRoutes();

tenantRoutes.openapi(
  createRoute({
    operationId: 'listTenants',
    method: 'get',
    path: '/operator/tenants',
    tags: ['Tenants'],
    summary: 'List tenants',
    request: { query: ListTenantsQuery },
    responses: { 200: jsonResponse('Tenants, newest first', ListTenantsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const range = c.req.valid('query');
    const [rows, total] = await Promise.all([listTenants(sql, range), countTenants(sql)]);
    return c.json({ success: true as const, tenants: rows.map(presentTenant), count: rows.length, total }, 200);
  },
);
