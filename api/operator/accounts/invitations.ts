import { z } from '@hono/zod-openapi';
import {
  createInvitation,
  INVITATION_DAYS_DEFAULT,
  INVITATION_DAYS_MAX,
  revokeInvitation,
} from '../../../shared/domain/accounts/invitations.ts';
import { countInvitations, type InvitationRow, listInvitations } from '../../../sql/accounts/invitations.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { idParam } from '../../http/ids.ts';
import { page } from '../../http/pagination.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { integer, isoOrNull, timestampWithExample, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const timestamp = timestampWithExample('2024-01-01T09:00:00.000Z');

const InvitationResponse = z
  .object({
    id: integer,
    uuid,
    status: z.enum(['open', 'used', 'expired']),
    email: z.string().nullable(),
    tenant_uuid: uuid.nullable().openapi({ description: 'The tenant that was founded with the invitation' }),
    created_at: timestamp,
    expires_at: timestamp,
    used_at: timestamp.nullable(),
  })
  .openapi('InvitationResponse');

const presentInvitation = (row: InvitationRow): z.infer<typeof InvitationResponse> => ({
  id: row.id,
  uuid: row.uuid,
  status: row.usedAt ? 'used' : row.isExpired ? 'expired' : 'open',
  email: row.email,
  tenant_uuid: row.tenantUuid,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  used_at: isoOrNull(row.usedAt),
});

const CreateInvitationBody = z
  .strictObject({
    email: z
      .email()
      .max(320)
      .nullish()
      .default(null)
      .openapi({ description: 'Only a registration with this e-mail address may use the code. null: any address' }),
    days: z
      .number()
      .int()
      .min(1)
      .max(INVITATION_DAYS_MAX)
      .default(INVITATION_DAYS_DEFAULT)
      .openapi({ description: 'Days of real time until the code expires' }),
  })
  .openapi('CreateInvitationBody');

const CreatedInvitationResponse = z
  .object({
    success: z.literal(true),
    code: z.string().openapi({ description: 'Shown only in this response. Send it as `invitation_code`' }),
    invitation: InvitationResponse,
  })
  .openapi('CreatedInvitationResponse');

const ListInvitationsResponse = z
  .object({ success: z.literal(true), invitations: z.array(InvitationResponse), count: integer, total: integer })
  .openapi('ListInvitationsResponse');

const RevokeInvitationResponse = z.object({ success: z.literal(true) }).openapi('RevokeInvitationResponse');

const tags = ['Invitations'];

export const invitationRoutes = createRoutes();

invitationRoutes.openapi(
  createRoute({
    operationId: 'createInvitation',
    method: 'post',
    path: '/operator/invitations',
    tags,
    summary: 'Create an invitation',
    description: 'One person can found one tenant with the code: POST /api/auth/register with `invitation_code`.',
    request: { body: jsonBody(CreateInvitationBody) },
    responses: { 201: jsonResponse('The invitation and its code', CreatedInvitationResponse), ...errorResponses },
  }),
  async (c) => {
    const { invitation, code } = await createInvitation(c.get('ctx'), c.req.valid('json'));
    return c.json({ success: true as const, code, invitation: presentInvitation(invitation) }, 201);
  },
);

invitationRoutes.openapi(
  createRoute({
    operationId: 'listInvitations',
    method: 'get',
    path: '/operator/invitations',
    tags,
    summary: 'List invitations',
    request: { query: z.object(page) },
    responses: { 200: jsonResponse('Invitations, newest first', ListInvitationsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { rows, total } = await readPage(c, c.req.valid('query'), {
      list: (page) => listInvitations(sql, page),
      count: () => countInvitations(sql),
    });
    const invitations = rows.map(presentInvitation);
    return c.json({ success: true as const, invitations, count: rows.length, total }, 200);
  },
);

invitationRoutes.openapi(
  createRoute({
    operationId: 'revokeInvitation',
    method: 'delete',
    path: '/operator/invitations/{id}',
    tags,
    summary: 'Revoke an unused invitation',
    request: { params: idParam },
    responses: {
      200: jsonResponse('The code is no longer valid', RevokeInvitationResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    await revokeInvitation(c.get('ctx'), c.req.valid('param').id);
    return c.json({ success: true as const }, 200);
  },
);
