import { z } from '@hono/zod-openapi';
import {
  actorOf,
  auditActorOf,
  authenticate,
  issueToken,
  login,
  registerUser,
} from '../../../shared/domain/accounts/users.ts';
import { INVITATION_CODE_LENGTH_MAX } from '../../../shared/domain/accounts/founding.ts';
import { acceptInvitation } from '../../../shared/domain/accounts/user-invitations.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { bearerToken } from '../../http/credentials.ts';
import { currentPassword, e164, newPassword, oneTimeCode, loginCode } from '../../http/fields.ts';
import { lineText, safeText } from '../../http/safe-text.ts';
import { optionalEntityKey } from '../../http/ids.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { presentUser, UserResponse } from './users.shape.ts';

const name = lineText(200);

const RegisterUserBody = z
  .strictObject({
    email: z.email().max(320),
    username: name
      .min(1)
      .optional()
      .openapi({ description: 'A second name to log in with. The e-mail address when omitted' }),
    password: newPassword,
    first_name: name.default(''),
    last_name: name.default(''),
    phone: e164.nullish().default(null),
    role: z.enum(['admin', 'supervisor', 'agent']).default('agent'),
    tenant_id: optionalEntityKey.nullish().default(null),
    company_name: name.min(1).optional().openapi({
      description:
        'The business on whose behalf you call. Called people hear it. Your own name when omitted; change it with PUT /account',
    }),
    callback_number: e164.optional().openapi({
      description: 'The number that called people may call back. The caller ID of the call when omitted',
    }),
    invitation_code: z
      .string()
      .min(1)
      .max(INVITATION_CODE_LENGTH_MAX)
      .optional()
      .openapi({ description: 'The code of an invitation. Needed to found an account if SIGN_UP is `invite`' }),
  })
  .openapi('RegisterUserBody');

const AcceptInvitationBody = z
  .strictObject({
    code: oneTimeCode,
    password: newPassword,
    username: RegisterUserBody.shape.username,
    first_name: name.default(''),
    last_name: name.default(''),
    phone: e164.nullish().default(null),
  })
  .openapi('AcceptInvitationBody');

const TokenLoginBody = z
  .strictObject({ email: safeText(320), password: currentPassword, code: loginCode })
  .openapi('TokenLoginBody');

const TokenResponse = z
  .object({ success: z.literal(true), message: z.string(), token: z.string(), user: UserResponse })
  .openapi('TokenResponse');

/**
 * A registration that joins a tenant needs the token of an administrator. A registration that founds a tenant needs no
 * token.
 */
const OPTIONAL_TOKEN: Record<string, string[]>[] = [{}, { bearer: [] }];

const registerRoute = createRoute({
  operationId: 'registerUser',
  method: 'post',
  path: '/auth/register',
  tags: ['Auth'],
  summary: 'Register a user',
  description:
    'Without `tenant_id`, or with one that does not exist, the new user founds a tenant and owns it. ' +
    'To join an existing tenant, send the token of an administrator of that tenant. ' +
    'The setting SIGN_UP of the installation says who may found a tenant.',
  security: OPTIONAL_TOKEN,
  request: { body: jsonBody(RegisterUserBody) },
  responses: { 201: jsonResponse('The new user and a token', TokenResponse), ...errorResponses },
});

const acceptInvitationRoute = createRoute({
  operationId: 'acceptInvitation',
  method: 'post',
  path: '/auth/invitation',
  tags: ['Auth'],
  summary: 'Accept an invitation',
  description: 'Creates the user that an administrator has invited. The code works once.',
  security: [],
  request: { body: jsonBody(AcceptInvitationBody) },
  responses: { 201: jsonResponse('The new user and a token', TokenResponse), ...errorResponses },
});

const loginRoute = createRoute({
  operationId: 'login',
  method: 'post',
  path: '/auth/login',
  tags: ['Auth'],
  summary: 'Log in',
  security: [],
  request: { body: jsonBody(TokenLoginBody) },
  responses: { 200: jsonResponse('The user and a token', TokenResponse), ...errorResponses },
});

export const authRoutes = createRoutes();

authRoutes.openapi(registerRoute, async (c) => {
  const ctx = c.get('ctx');
  const { email, username, password, first_name, last_name, phone, role, tenant_id, ...founder } = c.req.valid('json');
  const token = bearerToken(c.req.header('authorization'));
  const registrar = token === undefined ? undefined : await authenticate(ctx, 'api', token);
  const auditedCtx = registrar ? { ...ctx, auditActor: auditActorOf(registrar) } : ctx;
  const user = await registerUser(auditedCtx, registrar && actorOf(registrar), {
    email,
    username,
    password,
    firstName: first_name,
    lastName: last_name,
    phone,
    role,
    tenant: tenant_id,
    invitationCode: founder.invitation_code,
    seller: definedOnly({ companyName: founder.company_name, callbackNumber: founder.callback_number }),
  });
  return c.json(
    {
      success: true as const,
      message: 'User registered successfully',
      token: await issueToken(ctx, 'api', user),
      user: presentUser(user),
    },
    201,
  );
});

authRoutes.openapi(acceptInvitationRoute, async (c) => {
  const ctx = c.get('ctx');
  const { code, username, password, first_name: firstName, last_name: lastName, phone } = c.req.valid('json');
  const user = await acceptInvitation(ctx, { code, username, password, firstName, lastName, phone });
  const message = 'User registered successfully';
  return c.json(
    { success: true as const, message, token: await issueToken(ctx, 'api', user), user: presentUser(user) },
    201,
  );
});

authRoutes.openapi(loginRoute, async (c) => {
  const ctx = c.get('ctx');
  const { email, password, code } = c.req.valid('json');
  const user = await login(ctx, { login: email, password, code });
  return c.json(
    {
      success: true as const,
      message: 'Logged in successfully',
      token: await issueToken(ctx, 'api', user),
      user: presentUser(user),
    },
    200,
  );
});
