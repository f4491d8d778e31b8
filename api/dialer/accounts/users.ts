import { z } from '@hono/zod-openapi';
import { authorize, permissionsOf } from '../../../shared/domain/accounts/access.ts';
import { inviteUser, withdrawInvitation } from '../../../shared/domain/accounts/user-invitations.ts';
import { createPasswordReset } from '../../../shared/domain/accounts/password-resets.ts';
import { resetSecondFactor } from '../../../shared/domain/accounts/second-factors.ts';
import { endUserSessions, updateUser } from '../../../shared/domain/accounts/user-access.ts';
import { requireFound } from '../../../shared/errors.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { countInvitations, listInvitations } from '../../../sql/accounts/user-invitations.ts';
import { agentByKey } from '../../../sql/agents/agents.ts';
import { countUsers, listUsers, userByKey } from '../../../sql/accounts/users.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { safeText } from '../../http/safe-text.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { uuid } from '../../http/response-fields.ts';
import { idParam, page, timestamp } from '../conventions.ts';
import { InvitationResponse, presentAccount, presentInvitation, UserAccountResponse, userRole } from './users.shape.ts';

const ListUsersQuery = z.object({
  role: userRole.optional(),
  is_active: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .openapi({ type: 'boolean' }),
  email: safeText(320).optional().openapi({ description: 'The whole e-mail address' }),
  ...page,
});
const UpdateUserBody = z
  .strictObject({ role: userRole, is_active: z.boolean(), is_owner: z.boolean() })
  .partial()
  .openapi('UpdateUserBody');
const InviteUserBody = z
  .strictObject({ email: z.email().max(320), role: userRole.default('agent') })
  .openapi('InviteUserBody');

const success = z.literal(true);
const ListUsersResponse = z
  .object({ success, users: z.array(UserAccountResponse), total: z.number().int() })
  .openapi('ListUsersResponse');
const SingleUserResponse = z.object({ success, user: UserAccountResponse }).openapi('SingleUserResponse');
const EndUserSessionsResponse = z
  .object({ success, message: z.string(), ended: z.number().int() })
  .openapi('EndUserSessionsResponse');
const PasswordResetResponse = z
  .object({
    success,
    code: z.string().openapi({ description: 'Shown once. Works once, with POST /auth/password-reset' }),
    expires_at: timestamp,
    user: UserAccountResponse,
  })
  .openapi('PasswordResetResponse');
const InviteUserResponse = z
  .object({
    success,
    code: z.string().openapi({ description: 'Shown once. Works once, with POST /auth/invitation' }),
    invitation: InvitationResponse,
  })
  .openapi('InviteUserResponse');
const ListInvitationsResponse = z
  .object({ success, invitations: z.array(InvitationResponse), total: z.number().int() })
  .openapi('ListInvitationsResponse');
const SingleInvitationResponse = z
  .object({ success, invitation: InvitationResponse })
  .openapi('SingleInvitationResponse');

const OwnUserResponse = z
  .object({
    success,
    user: UserAccountResponse,
    agent_id: uuid.nullable().openapi({ description: 'The agent that the user is' }),
    permissions: z.array(z.string()),
  })
  .openapi('OwnUserResponse');

const tags = ['Users'];

export const userRoutes = createRoutes();

userRoutes.openapi(
  createRoute({
    operationId: 'getOwnUser',
    method: 'get',
    path: '/auth/me',
    tags: ['Auth'],
    summary: 'Get yourself',
    description: 'The user of the credential, and what the user may do.',
    responses: { 200: jsonResponse('The user, the agent and the permissions', OwnUserResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const actor = c.get('actor');
    const scope = authorize(actor, 'account.write');
    const user = requireFound(await userByKey(sql, scope.tenantId, { id: actor.userId }), 'User');
    const agent = actor.agentId === null ? undefined : await agentByKey(sql, scope, { id: actor.agentId });
    const permissions: string[] = permissionsOf(actor);
    return c.json(
      { success: true as const, user: presentAccount(user), agent_id: agent?.uuid ?? null, permissions },
      200,
    );
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'listUsers',
    method: 'get',
    path: '/users',
    tags,
    summary: 'List users',
    request: { query: ListUsersQuery },
    responses: { 200: jsonResponse('Users, oldest first', ListUsersResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'users.write');
    const { role, is_active: isActive, email, ...query } = c.req.valid('query');
    const filter = { role, isActive, email };
    const { rows, total } = await readPage(c, query, {
      list: (page) => listUsers(sql, tenantId, { ...filter, ...page }),
      count: () => countUsers(sql, tenantId, filter),
    });
    return c.json({ success: true as const, users: rows.map(presentAccount), total }, 200);
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'inviteUser',
    method: 'post',
    path: '/invitations',
    tags,
    summary: 'Invite a user',
    description:
      'Pass the code on to the person, who sets the password with POST /auth/invitation. A new invitation of the same ' +
      'person makes the earlier code invalid.',
    request: { body: jsonBody(InviteUserBody) },
    responses: { 201: jsonResponse('The invitation and its code', InviteUserResponse), ...errorResponses },
  }),
  async (c) => {
    const { invitation, code } = await inviteUser(c.get('ctx'), c.get('actor'), c.req.valid('json'));
    return c.json({ success: true as const, code, invitation: presentInvitation(invitation) }, 201);
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'listUserInvitations',
    method: 'get',
    path: '/invitations',
    tags,
    summary: 'List open invitations',
    request: { query: z.object(page) },
    responses: { 200: jsonResponse('Invitations, newest first', ListInvitationsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'users.write');
    const { rows, total } = await readPage(c, c.req.valid('query'), {
      list: (page) => listInvitations(sql, tenantId, page),
      count: () => countInvitations(sql, tenantId),
    });
    return c.json({ success: true as const, invitations: rows.map(presentInvitation), total }, 200);
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'withdrawUserInvitation',
    method: 'delete',
    path: '/invitations/{id}',
    tags,
    summary: 'Withdraw an invitation',
    request: { params: idParam },
    responses: { 200: jsonResponse('The withdrawn invitation', SingleInvitationResponse), ...errorResponses },
  }),
  async (c) => {
    const invitation = await withdrawInvitation(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, invitation: presentInvitation(invitation) }, 200);
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'getUser',
    method: 'get',
    path: '/users/{id}',
    tags,
    summary: 'Get a user',
    request: { params: idParam },
    responses: { 200: jsonResponse('The user', SingleUserResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'users.write');
    const row = requireFound(await userByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'User');
    return c.json({ success: true as const, user: presentAccount(row) }, 200);
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'updateUser',
    method: 'put',
    path: '/users/{id}',
    tags,
    summary: 'Change the access of a user',
    description:
      'A deactivation ends all tokens, sessions and WebSockets of the user at once. Only owners change owners. The last ' +
      'active owner of an account stays.',
    request: { params: idParam, body: jsonBody(UpdateUserBody) },
    responses: { 200: jsonResponse('The updated user', SingleUserResponse), ...errorResponses },
  }),
  async (c) => {
    const { role, is_active: isActive, is_owner: isOwner } = c.req.valid('json');
    const change = definedOnly({ role, isActive, isOwner });
    const row = await updateUser(c.get('ctx'), c.get('actor'), c.req.valid('param').id, change);
    return c.json({ success: true as const, user: presentAccount(row) }, 200);
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'endUserSessions',
    method: 'delete',
    path: '/users/{id}/sessions',
    tags,
    summary: 'End the login sessions of a user',
    description: 'Ends all tokens and sessions of the user. The user may log in again.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The sessions have ended', EndUserSessionsResponse), ...errorResponses },
  }),
  async (c) => {
    const ended = await endUserSessions(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'Sessions ended successfully', ended }, 200);
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'createPasswordReset',
    method: 'post',
    path: '/users/{id}/password-reset',
    tags,
    summary: 'Create a code for a new password',
    description:
      'Pass the code on to the user, who sets a new password with POST /auth/password-reset within an hour. The old ' +
      'password and sessions work until then. To end the sessions now: DELETE /users/{id}/sessions.',
    request: { params: idParam },
    responses: { 201: jsonResponse('The code', PasswordResetResponse), ...errorResponses },
  }),
  async (c) => {
    const reset = await createPasswordReset(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const { code, expiresAt, user } = reset;
    return c.json(
      { success: true as const, code, expires_at: expiresAt.toISOString(), user: presentAccount(user) },
      201,
    );
  },
);

userRoutes.openapi(
  createRoute({
    operationId: 'resetSecondFactor',
    method: 'delete',
    path: '/users/{id}/second-factor',
    tags,
    summary: 'Reset the second factor of a user',
    description:
      'For a user who has lost the authenticator app and the recovery codes. All tokens and sessions of the user end. ' +
      'Afterwards, the password alone logs in.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The user, without a second factor', SingleUserResponse), ...errorResponses },
  }),
  async (c) => {
    const row = await resetSecondFactor(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, user: presentAccount(row) }, 200);
  },
);
