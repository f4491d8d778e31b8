import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { limitsInUse } from '../../../shared/domain/operations/limit-use.ts';
import { updateTenant } from '../../../shared/domain/operations/tenant-changes.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countTenants, listedTenant, listTenants, tenantByKey } from '../../../sql/accounts/tenants.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { idParam } from '../../http/ids.ts';
import { page } from '../../http/pagination.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { integer } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { presentTenant, tenantChanges, TenantResponse, UpdateTenantBody } from './tenants.shape.ts';

const ListTenantsQuery = z.object(page);
const ListTenantsResponse = z
  .object({ success: z.literal(true), tenants: z.array(TenantResponse), count: integer, total: integer })
  .openapi('ListTenantsResponse');
const SingleTenantResponse = z
  .object({ success: z.literal(true), tenant: TenantResponse })
  .openapi('SingleTenantResponse');

const tags = ['Tenants'];

async function presentTenantById(ctx: Context, id: number): Promise<z.infer<typeof TenantResponse>> {
  const [row, { limits }] = await Promise.all([listedTenant(ctx.sql, id), limitsInUse(ctx, id)]);
  return presentTenant(row, limits);
}

export const tenantRoutes = createRoutes();

tenantRoutes.openapi(
  createRoute({
    operationId: 'listTenants',
    method: 'get',
    path: '/operator/tenants',
    tags,
    summary: 'List tenants',
    description: 'Each tenant with its status, and with its limits and their current use.',
    request: { query: ListTenantsQuery },
    responses: { 200: jsonResponse('Tenants, newest first', ListTenantsResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { rows, total } = await readPage(c, c.req.valid('query'), {
      list: (page) => listTenants(ctx.sql, page),
      count: () => countTenants(ctx.sql),
    });
    const tenants: z.infer<typeof TenantResponse>[] = [];
    // One tenant after the other, so that the list does not use all connections to the database at once.
    for (const row of rows) tenants.push(presentTenant(row, (await limitsInUse(ctx, row.id)).limits));
    return c.json({ success: true as const, tenants, count: rows.length, total }, 200);
  },
);

tenantRoutes.openapi(
  createRoute({
    operationId: 'getTenant',
    method: 'get',
    path: '/operator/tenants/{id}',
    tags,
    summary: 'Get a tenant',
    request: { params: idParam },
    responses: { 200: jsonResponse('The tenant', SingleTenantResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { id } = requireFound(await tenantByKey(ctx.sql, c.req.valid('param').id), 'Tenant');
    return c.json({ success: true as const, tenant: await presentTenantById(ctx, id) }, 200);
  },
);

tenantRoutes.openapi(
  createRoute({
    operationId: 'updateTenant',
    method: 'put',
    path: '/operator/tenants/{id}',
    tags,
    summary: 'Change the status or the limits of a tenant',
    description:
      'Fields that are missing stay unchanged. A suspended or pending tenant starts no calls and buys no numbers; its ' +
      'calls in progress continue, unless `hang_up_calls` is true. The audit log of the tenant shows the change.',
    request: { params: idParam, body: jsonBody(UpdateTenantBody) },
    responses: { 200: jsonResponse('The changed tenant', SingleTenantResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const body = c.req.valid('json');
    const options = { hangUpCalls: body.hang_up_calls };
    const id = await updateTenant(ctx, c.req.valid('param').id, tenantChanges(body), options);
    return c.json({ success: true as const, tenant: await presentTenantById(ctx, id) }, 200);
  },
);
