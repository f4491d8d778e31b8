import { z } from '@hono/zod-openapi';
import { endOtherSessions, endSession, ownSessions } from '../../../shared/domain/accounts/login-sessions.ts';
import type { ListedSessionRow } from '../../../sql/accounts/login-sessions.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { numericId, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam, page, timestamp } from '../conventions.ts';

const LoginSessionResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    kind: z.enum(['cookie', 'token']),
    is_current: z.boolean().openapi({ description: 'Whether this request uses the session' }),
    client_address: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: timestamp,
    last_seen_at: timestamp.openapi({ description: 'Updated at most once a minute' }),
    expires_at: timestamp,
  })
  .openapi('LoginSessionResponse');

const ListLoginSessionsResponse = z
  .object({ success: z.literal(true), sessions: z.array(LoginSessionResponse), total: z.number().int() })
  .openapi('ListLoginSessionsResponse');
const EndLoginSessionResponse = z
  .object({ success: z.literal(true), message: z.string() })
  .openapi('EndLoginSessionResponse');
const EndOtherLoginSessionsResponse = z
  .object({ success: z.literal(true), message: z.string(), ended: z.number().int() })
  .openapi('EndOtherLoginSessionsResponse');

function presentSession(row: ListedSessionRow, currentUuid: string | undefined): z.infer<typeof LoginSessionResponse> {
  return {
    id: row.uuid,
    numeric_id: row.id,
    kind: row.kind,
    is_current: row.uuid === currentUuid,
    client_address: row.clientAddress,
    user_agent: row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_seen_at: row.lastSeenAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}

const tags = ['Auth'];

export const loginSessionRoutes = createRoutes();

loginSessionRoutes.openapi(
  createRoute({
    operationId: 'listLoginSessions',
    method: 'get',
    path: '/auth/sessions',
    tags,
    summary: 'List your login sessions',
    description: 'Each valid token and each session cookie of yours is a login session.',
    request: { query: z.object(page) },
    responses: { 200: jsonResponse('Login sessions, newest first', ListLoginSessionsResponse), ...errorResponses },
  }),
  async (c) => {
    const { rows, total } = await readPage(c, c.req.valid('query'), ownSessions(c.get('ctx'), c.get('actor')));
    const current = c.get('loginSession')?.uuid;
    const sessions = rows.map((row) => presentSession(row, current));
    return c.json({ success: true as const, sessions, total }, 200);
  },
);

loginSessionRoutes.openapi(
  createRoute({
    operationId: 'endOtherLoginSessions',
    method: 'delete',
    path: '/auth/sessions',
    tags,
    summary: 'End your other login sessions',
    description: 'Ends all your tokens and sessions, except the one that this request uses.',
    responses: { 200: jsonResponse('The sessions have ended', EndOtherLoginSessionsResponse), ...errorResponses },
  }),
  async (c) => {
    const ended = await endOtherSessions(c.get('ctx'), c.get('actor'), c.get('loginSession')?.uuid ?? null);
    return c.json({ success: true as const, message: 'Other sessions ended successfully', ended }, 200);
  },
);

loginSessionRoutes.openapi(
  createRoute({
    operationId: 'endLoginSession',
    method: 'delete',
    path: '/auth/sessions/{id}',
    tags,
    summary: 'End a login session',
    description: 'Users may end their own sessions, administrators every session of their account.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The session has ended', EndLoginSessionResponse), ...errorResponses },
  }),
  async (c) => {
    await endSession(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'Session ended successfully' }, 200);
  },
);
