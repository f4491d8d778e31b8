import { z } from '@hono/zod-openapi';
import { grantNumber, revokeNumberGrant } from '../../../shared/domain/numbers/grant-changes.ts';
import { countGrants, type GrantRow, listGrants } from '../../../sql/numbers/grants.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { e164 } from '../../http/fields.ts';
import { entityKey, idParam } from '../../http/ids.ts';
import { page } from '../../http/pagination.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { integer, timestampWithExample, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const NumberGrantResponse = z
  .object({
    id: integer,
    uuid,
    tenant_id: integer,
    phone_number: e164,
    phone_number_sid: z.string().nullable().openapi({ description: 'The id of the number at the carrier' }),
    source: z.enum(['operator', 'purchase', 'simulator', 'upgrade']).openapi({
      description:
        '`operator`: granted here. `purchase`: bought by the tenant. `simulator`: registered while the carrier was the simulator. ' +
        '`upgrade`: used by the tenant before grants existed; check these.',
    }),
    created_at: timestampWithExample('2024-01-01T09:00:00.000Z'),
  })
  .openapi('NumberGrantResponse');

const presentGrant = (grant: GrantRow): z.infer<typeof NumberGrantResponse> => ({
  id: grant.id,
  uuid: grant.uuid,
  tenant_id: grant.tenantId,
  phone_number: grant.phoneNumber,
  phone_number_sid: grant.phoneNumberSid,
  source: grant.source,
  created_at: grant.createdAt.toISOString(),
});

const CreateNumberGrantBody = z
  .strictObject({
    tenant: entityKey.openapi({ description: 'The id or the UUID of the tenant' }),
    phone_number: e164,
  })
  .openapi('CreateNumberGrantBody');
const OneNumberGrantResponse = z
  .object({ success: z.literal(true), number_grant: NumberGrantResponse })
  .openapi('OneNumberGrantResponse');
const ListNumberGrantsQuery = z.object({ ...page, phone_number: e164.optional() });
const ListNumberGrantsResponse = z
  .object({ success: z.literal(true), number_grants: z.array(NumberGrantResponse), count: integer, total: integer })
  .openapi('ListNumberGrantsResponse');

const tags = ['Number grants'];

export const numberGrantRoutes = createRoutes();

numberGrantRoutes.openapi(
  createRoute({
    operationId: 'listNumberGrants',
    method: 'get',
    path: '/operator/number-grants',
    tags,
    summary: 'List the numbers that tenants may use',
    request: { query: ListNumberGrantsQuery },
    responses: { 200: jsonResponse('Grants, newest first', ListNumberGrantsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { phone_number: phoneNumber, ...query } = c.req.valid('query');
    const { rows, total } = await readPage(c, query, {
      list: (page) => listGrants(sql, { ...page, phoneNumber }),
      count: () => countGrants(sql, phoneNumber),
    });
    return c.json({ success: true as const, number_grants: rows.map(presentGrant), count: rows.length, total }, 200);
  },
);

numberGrantRoutes.openapi(
  createRoute({
    operationId: 'createNumberGrant',
    method: 'post',
    path: '/operator/number-grants',
    tags,
    summary: 'Grant a number of the carrier account to a tenant',
    description:
      'The tenant may then register the number for inbound calls and call from the number. The carrier account must have the number.',
    request: { body: jsonBody(CreateNumberGrantBody) },
    responses: { 201: jsonResponse('The new grant', OneNumberGrantResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenant, phone_number: phoneNumber } = c.req.valid('json');
    const grant = await grantNumber(c.get('ctx'), { tenant, phoneNumber });
    return c.json({ success: true as const, number_grant: presentGrant(grant) }, 201);
  },
);

numberGrantRoutes.openapi(
  createRoute({
    operationId: 'deleteNumberGrant',
    method: 'delete',
    path: '/operator/number-grants/{id}',
    tags,
    summary: 'Revoke a grant',
    description:
      'The tenant can neither call from the number nor get its calls. The number stays in the carrier account.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The revoked grant', OneNumberGrantResponse), ...errorResponses },
  }),
  async (c) => {
    const grant = await revokeNumberGrant(c.get('ctx'), c.req.valid('param').id);
    return c.json({ success: true as const, number_grant: presentGrant(grant) }, 200);
  },
);
