import { z } from '@hono/zod-openapi';
import { closeSession, openSession, resumeSession } from '../../../shared/domain/accounts/login-sessions.ts';
import { authenticate, login, revokeToken } from '../../../shared/domain/accounts/users.ts';
import { DomainError } from '../../../shared/errors.ts';
import { currentPassword, loginCode } from '../../http/fields.ts';
import { ErrorResponse, jsonBody, jsonResponse } from '../../http/replies.ts';
import {
  bearerToken,
  clearSessionCookie,
  assertSameSite,
  hasBearerScheme,
  sessionId,
  setSessionCookie,
} from '../../http/credentials.ts';
import { errorResponse } from '../../http/errors.ts';
import { safeText } from '../../http/safe-text.ts';
import { MessageResponse, errorResponses } from '../conventions.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { CurrentUserResponse, LoggedInUserResponse, presentCurrentUser, presentLoggedInUser } from './users.shape.ts';

const LoginBody = z
  .strictObject({ username: safeText(320), password: currentPassword, code: loginCode })
  .openapi('LoginBody');

const NotLoggedInResponse = ErrorResponse.extend({ isAuthenticated: z.literal(false).optional() }).openapi(
  'NotLoggedInResponse',
);

const tags = ['Auth'];

export const authRoutes = createRoutes();

authRoutes.openapi(
  createRoute({
    operationId: 'login',
    method: 'post',
    path: '/auth/login',
    tags,
    summary: 'Log in and open a session',
    description: 'Send the user name or the e-mail address as `username`.',
    security: [],
    request: { body: jsonBody(LoginBody) },
    responses: { 200: jsonResponse('The user. The session is in the cookie', LoggedInUserResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    // A page of another site must not start a session here. Its visitor would then use the attacker's account unknowingly.
    assertSameSite(c);
    const { username, password, code } = c.req.valid('json');
    const user = await login(ctx, { login: username, password, code });
    const previousSessionId = sessionId(c);
    if (previousSessionId !== undefined) await closeSession(ctx, previousSessionId);
    setSessionCookie(c, await openSession(ctx, user));
    return c.json(presentLoggedInUser(user), 200);
  },
);

authRoutes.openapi(
  createRoute({
    operationId: 'getCurrentUser',
    method: 'get',
    path: '/auth/user',
    tags,
    summary: 'Get the logged-in user',
    security: [{}, { session: [] }],
    responses: {
      200: jsonResponse('The logged-in user', CurrentUserResponse),
      ...errorResponses,
      401: jsonResponse('No user is logged in', NotLoggedInResponse),
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    try {
      const id = sessionId(c);
      if (hasBearerScheme(c)) {
        const token = bearerToken(c.req.header('authorization')) ?? '';
        return c.json(presentCurrentUser(await authenticate(ctx, 'api', token)), 200);
      }
      if (id !== undefined) return c.json(presentCurrentUser(await resumeSession(ctx, id)), 200);
      throw new DomainError('unauthenticated', 'No user is logged in. Log in: POST /api/auth/login.');
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'unauthenticated') throw error;
      return errorResponse(c, 401, error, { isAuthenticated: false as const });
    }
  },
);

authRoutes.openapi(
  createRoute({
    operationId: 'logout',
    method: 'post',
    path: '/auth/logout',
    tags,
    summary: 'Log out and end the session',
    description: 'A request with a token ends the token, although the token has not expired yet.',
    security: [{}, { session: [] }],
    responses: { 200: jsonResponse('The session has ended', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    assertSameSite(c);
    const id = sessionId(c);
    if (id !== undefined) await closeSession(c.get('ctx'), id);
    const token = bearerToken(c.req.header('authorization'));
    if (token !== undefined) await revokeToken(c.get('ctx'), token);
    clearSessionCookie(c);
    return c.json({ message: 'Logged out successfully' }, 200);
  },
);
