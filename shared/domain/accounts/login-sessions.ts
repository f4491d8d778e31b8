import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import {
  deleteEndedSessions,
  deleteSession,
  insertSession,
  sessionByHash,
  touchSession,
} from '../../../sql/accounts/login-sessions.ts';
import { userByUuid, type UserRow } from '../../../sql/accounts/users.ts';

/** A session ends after a day without a request, and after a week in any case. Real time. */
const IDLE_SECONDS_MAX = 24 * 3_600;
export const SESSION_SECONDS_MAX = 7 * 24 * 3_600;

/** Each request prolongs a session; writing that down more often than this would only cost. */
const TOUCH_SECONDS = 60;

/** Twice what could be guessed by nobody. */
const ID_BYTES = 32;

const hashOf = (id: string) => createHash('sha256').update(id).digest();

/** A new id at each login: one that somebody planted in the browser before opens nothing. */
export async function openSession(ctx: Context, user: UserRow): Promise<string> {
  const id = randomBytes(ID_BYTES).toString('base64url');
  const { tenantId, id: userId, tokenVersion } = user;
  await insertSession(ctx.sql, { idHash: hashOf(id), tenantId, userId, tokenVersion }, SESSION_SECONDS_MAX);
  return id;
}

/**
 * The user behind a session, whose life this prolongs.
 *
 * @throws DomainError `unauthenticated` for an unknown or ended session, or a deactivated user.
 */
export async function resumeSession(ctx: Context, id: string): Promise<UserRow> {
  const { user, idleSeconds } = await lookUp(ctx, id);
  if (idleSeconds > TOUCH_SECONDS) await touchSession(ctx.sql, hashOf(id));
  return user;
}

/**
 * As {@link resumeSession}, but for what goes on by itself: a page left open overnight does not keep its user logged in.
 *
 * @throws DomainError `unauthenticated`
 */
export async function checkSession(ctx: Context, id: string): Promise<UserRow> {
  return (await lookUp(ctx, id)).user;
}

/** Whose session it is, as far as its own row tells; undefined when there is none (any more). */
export async function sessionOwner(
  ctx: Context,
  id: string,
): Promise<{ userUuid: string; tokenVersion: number } | undefined> {
  return sessionByHash(ctx.sql, hashOf(id), IDLE_SECONDS_MAX);
}

async function lookUp(ctx: Context, id: string): Promise<{ user: UserRow; idleSeconds: number }> {
  const session = await sessionByHash(ctx.sql, hashOf(id), IDLE_SECONDS_MAX);
  const user = session && (await userByUuid(ctx.sql, session.userUuid));
  if (!user?.isActive || user.tokenVersion !== session?.tokenVersion)
    throw new DomainError('unauthenticated', 'The session has ended. Log in again: POST /api/auth/login.');
  return { user, idleSeconds: session.idleSeconds };
}

export async function closeSession(ctx: Context, id: string): Promise<void> {
  await deleteSession(ctx.sql, hashOf(id));
}

export async function purgeEndedSessions(ctx: Context): Promise<void> {
  await deleteEndedSessions(ctx.sql, IDLE_SECONDS_MAX);
}
