import { z } from '@hono/zod-openapi';
import type { UserRow } from '../../../sql/accounts/users.ts';
import { integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const userFields = { id: integer, uuid, username: z.string(), email: z.string() };

/** The reply to a login. */
export const LoggedInUserResponse = z.object({ ...userFields, createdAt: timestamp }).openapi('LoggedInUserResponse');

export const CurrentUserResponse = z
  .object({ ...userFields, isAuthenticated: z.literal(true) })
  .openapi('CurrentUserResponse');

export function presentLoggedInUser(user: UserRow): z.infer<typeof LoggedInUserResponse> {
  const { id, uuid, username, email, createdAt } = user;
  return { id, uuid, username, email, createdAt: createdAt.toISOString() };
}

export function presentCurrentUser({ id, uuid, username, email }: UserRow): z.infer<typeof CurrentUserResponse> {
  return { id, uuid, username, email, isAuthenticated: true };
}
