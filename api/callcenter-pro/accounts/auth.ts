import { createRoute, z } from '@hono/zod-openapi';
import { closeSession, openSession, resumeSession } from '../../../shared/domain/accounts/login-sessions.ts';
import { authenticate, login } from '../../../shared/domain/accounts/users.ts';
import { DomainError } from '../../../shared/errors.ts';
import { PASSWORD_LENGTH_MAX } from '../../../shared/domain/accounts/passwords.ts';
import { ErrorResponse, jsonBody, jsonResponse } from '../../http/replies.ts';
import {
  bearerToken,
  clearSessionCookie,
  insistOnSameSite,
  offersToken,
  sessionId,
  setSessionCookie,
} from '../../http/credentials.ts';
import { errorReply } from '../../http/errors.ts';
import { storable } from '../../http/safe-text.ts';
import { MessageResponse, errorResponses } from '../conventions.ts';
import { currentUserShape, loggedInShape, presentCurrentUser, presentLoggedIn } from '../shapes.ts';
import { createRoutes } from '../../http/routes.ts';

const credentials = z.strictObject({ username: storable(320), password: z.string().max(PASSWORD_LENGTH_MAX) });
const tags = ['Auth'];

export const authRoutes = createRoutes();

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/login',
    tags,
    summary: 'Log in and open a session',
    description: '`username` is the user name or the e-mail address.',
    security: [],
    request: { body: jsonBody(credentials) },
    responses: { 200: jsonResponse('Logged in; the session is in the cookie', loggedInShape), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    // Nor may a page of another site log its visitor in as somebody else.
    insistOnSameSite(c);
    const { username, password } = c.req.valid('json');
    const user = await login(ctx, { login: username, password });
    const before = sessionId(c);
    if (before !== undefined) await closeSession(ctx, before);
    setSessionCookie(c, await openSession(ctx, user));
    return c.json(presentLoggedIn(user), 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/auth/user',
    tags,
    summary: 'Who is logged in',
    security: [{}, { session: [] }],
    responses: {
      200: jsonResponse('The user of the session', currentUserShape),
      ...errorResponses,
      401: jsonResponse('Nobody is', ErrorResponse.extend({ isAuthenticated: z.literal(false).optional() })),
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    try {
      const id = sessionId(c);
      if (offersToken(c)) {
        const token = bearerToken(c.req.header('authorization')) ?? '';
        return c.json(presentCurrentUser(await authenticate(ctx, 'api', token)), 200);
      }
      if (id !== undefined) return c.json(presentCurrentUser(await resumeSession(ctx, id)), 200);
      throw new DomainError('unauthenticated', 'Nobody is logged in. Log in: POST /api/auth/login.');
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'unauthenticated') throw error;
      return errorReply(c, 401, error, { isAuthenticated: false as const });
    }
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/logout',
    tags,
    summary: 'Log out and end the session',
    security: [{}, { session: [] }],
    responses: { 200: jsonResponse('There is no session any more', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    insistOnSameSite(c);
    const id = sessionId(c);
    if (id !== undefined) await closeSession(c.get('ctx'), id);
    clearSessionCookie(c);
    return c.json({ message: 'Logged out successfully' }, 200);
  },
);
