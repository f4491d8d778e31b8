import { createRoute, z } from '@hono/zod-openapi';
import { closeSession, openSession, resumeSession } from '../../shared/domain/sessions.ts';
import { authenticate, login } from '../../shared/domain/users.ts';
import { DomainError } from '../../shared/errors.ts';
import { PASSWORD_LENGTH_MAX } from '../../shared/passwords.ts';
import { body, errorBody, replies } from '../bearer/dialect.ts';
import {
  bearerToken,
  clearSessionCookie,
  insistOnSameSite,
  offersToken,
  sessionId,
  setSessionCookie,
} from '../credentials.ts';
import { errorReply } from '../errors.ts';
import { storable } from '../text.ts';
import { createRoutes, message, refusals } from './dialect.ts';
import { currentUserShape, loggedInShape, presentCurrentUser, presentLoggedIn } from './present.ts';

const credentials = z.strictObject({ username: storable(320), password: z.string().max(PASSWORD_LENGTH_MAX) });
const tags = ['Auth'];

export const auth = createRoutes();

auth.openapi(
  createRoute({
    method: 'post',
    path: '/auth/login',
    tags,
    summary: 'Log in and open a session',
    description: '`username` is the user name or the e-mail address.',
    security: [],
    request: { body: body(credentials) },
    responses: { 200: replies('Logged in; the session is in the cookie', loggedInShape), ...refusals },
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

auth.openapi(
  createRoute({
    method: 'get',
    path: '/auth/user',
    tags,
    summary: 'Who is logged in',
    security: [{}, { session: [] }],
    responses: {
      200: replies('The user of the session', currentUserShape),
      ...refusals,
      401: replies('Nobody is', errorBody.extend({ isAuthenticated: z.literal(false).optional() })),
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

auth.openapi(
  createRoute({
    method: 'post',
    path: '/auth/logout',
    tags,
    summary: 'Log out and end the session',
    security: [{}, { session: [] }],
    responses: { 200: replies('There is no session any more', message), ...refusals },
  }),
  async (c) => {
    insistOnSameSite(c);
    const id = sessionId(c);
    if (id !== undefined) await closeSession(c.get('ctx'), id);
    clearSessionCookie(c);
    return c.json({ message: 'Logged out successfully' }, 200);
  },
);
