import { createRoute, z } from '@hono/zod-openapi';
import { actorOf, authenticate, issueToken, login, register } from '../../../shared/domain/accounts/users.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../../../shared/domain/accounts/passwords.ts';
import { bearerToken } from '../../http/credentials.ts';
import { e164 } from '../../http/fields.ts';
import { storable } from '../../http/safe-text.ts';
import { optionalKey } from '../../http/ids.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { presentUser, userShape } from '../shapes.ts';
import { createRoutes } from '../../http/routes.ts';

const name = storable(200).trim();

const registration = z.strictObject({
  email: z.email().max(320),
  username: name.min(1).optional().openapi({ description: 'To log in with, beside the e-mail address' }),
  password: z
    .string()
    .min(PASSWORD_LENGTH_MIN, `must have at least ${PASSWORD_LENGTH_MIN} characters`)
    .max(PASSWORD_LENGTH_MAX),
  first_name: name.default(''),
  last_name: name.default(''),
  phone: e164.nullish().default(null),
  role: z.enum(['admin', 'supervisor', 'agent']).default('agent'),
  tenant_id: optionalKey.nullish().default(null),
});

const credentials = z.strictObject({ email: storable(320), password: z.string().max(PASSWORD_LENGTH_MAX) });

const signedIn = z.object({ success: z.literal(true), message: z.string(), token: z.string(), user: userShape });

/** An administrator registers others with a token; founding a tenant needs none. */
const tokenIfAny: Record<string, string[]>[] = [{}, { bearer: [] }];

const registerRoute = createRoute({
  method: 'post',
  path: '/auth/register',
  tags: ['Auth'],
  summary: 'Register a user',
  description:
    'Without `tenant_id`, or with one that does not exist, you found a tenant and own it. ' +
    'Joining an existing tenant needs the token of one of its administrators.',
  security: tokenIfAny,
  request: { body: jsonBody(registration) },
  responses: { 201: jsonResponse('Registered', signedIn), ...errorResponses },
});

const loginRoute = createRoute({
  method: 'post',
  path: '/auth/login',
  tags: ['Auth'],
  summary: 'Log in',
  security: [],
  request: { body: jsonBody(credentials) },
  responses: { 200: jsonResponse('Logged in', signedIn), ...errorResponses },
});

export const authRoutes = createRoutes();

authRoutes.openapi(registerRoute, async (c) => {
  const ctx = c.get('ctx');
  const { email, username, password, first_name, last_name, phone, role, tenant_id } = c.req.valid('json');
  const token = bearerToken(c.req.header('authorization'));
  const actor = token === undefined ? undefined : actorOf(await authenticate(ctx, 'api', token));
  const user = await register(ctx, actor, {
    email,
    username,
    password,
    firstName: first_name,
    lastName: last_name,
    phone,
    role,
    tenant: tenant_id,
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

authRoutes.openapi(loginRoute, async (c) => {
  const ctx = c.get('ctx');
  const { email, password } = c.req.valid('json');
  const user = await login(ctx, { login: email, password });
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
