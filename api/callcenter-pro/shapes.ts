/** Rows as the CallCenter Pro document shows them: integer ids, camelCase, ISO times in UTC. */
import { z } from '@hono/zod-openapi';
import type { UserRow } from '../../sql/accounts/users.ts';

export const integer = z.number().int();
export const timestamp = z.iso.datetime().openapi({ example: '2025-01-01T00:00:00.000Z' });

const who = { id: integer, username: z.string(), email: z.string() };

export const loggedInShape = z.object({ ...who, createdAt: timestamp }).openapi('SessionUser');
export const currentUserShape = z.object({ ...who, isAuthenticated: z.literal(true) }).openapi('CurrentUser');

export function presentLoggedIn(user: UserRow): z.infer<typeof loggedInShape> {
  const { id, username, email, createdAt } = user;
  return { id, username, email, createdAt: createdAt.toISOString() };
}

export function presentCurrentUser({ id, username, email }: UserRow): z.infer<typeof currentUserShape> {
  return { id, username, email, isAuthenticated: true };
}
