import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { logSecurityEvent } from '../../logging/security-log.ts';
import {
  deleteEndedSessions,
  deleteSession,
  insertSession,
  sessionByHash,
  touchSession,
} from '../../../sql/accounts/login-sessions.ts';
import { userByUuid, type UserRow } from '../../../sql/accounts/users.ts';

/** Seconds of real time. A login session ends after a day without a request, or a week after the login. */
const IDLE_SECONDS_MAX = 24 * 3_600;
export const SESSION_SECONDS_MAX = 7 * 24 * 3_600;

/**
 * Seconds of real time. Requests update the last-seen time of a login session at most once in this interval, to save
 * database writes.
 */
const TOUCH_INTERVAL_SECONDS = 60;

/** Number of random bytes in the id of a login session: 256 bits of entropy. */
const SESSION_ID_BYTES = 32;

const hashOf = (id: string) => createHash('sha256').update(id).digest();

/**
 * Opens a login session with a new id and returns the id. Because the id is new, an id that an attacker placed in the
 * browser before the login is useless (protection from session fixation).
 */
export async function openSession(ctx: Context, user: UserRow): Promise<string> {
  const id = randomBytes(SESSION_ID_BYTES).toString('base64url');
  const { tenantId, id: userId, tokenVersion } = user;
  await insertSession(ctx.sql, { idHash: hashOf(id), tenantId, userId, tokenVersion }, SESSION_SECONDS_MAX);
  return id;
}

/**
 * Returns the user of a login session and extends the session.
 *
 * @throws DomainError `unauthenticated` if the session is unknown or has ended, or if the user is deactivated
 */
export async function resumeSession(ctx: Context, id: string): Promise<UserRow> {
  const { user, idleSeconds } = await findValidSession(ctx, id);
  if (idleSeconds > TOUCH_INTERVAL_SECONDS) await touchSession(ctx.sql, hashOf(id));
  return user;
}

/**
 * Returns the user of a login session like {@link resumeSession}, but does not extend the session. Automatic checks use
 * this function, because an open page must not keep a user logged in overnight.
 *
 * @throws DomainError `unauthenticated` if the session is unknown or has ended, or if the user is deactivated
 */
export async function checkSession(ctx: Context, id: string): Promise<UserRow> {
  return (await findValidSession(ctx, id)).user;
}

/**
 * Returns the user uuid and token version that a login session stores, without a check of the user. Returns undefined
 * if the session does not exist or has ended.
 */
export async function sessionOwner(
  ctx: Context,
  id: string,
): Promise<{ userUuid: string; tokenVersion: number } | undefined> {
  return sessionByHash(ctx.sql, hashOf(id), IDLE_SECONDS_MAX);
}

async function findValidSession(ctx: Context, id: string): Promise<{ user: UserRow; idleSeconds: number }> {
  const session = await sessionByHash(ctx.sql, hashOf(id), IDLE_SECONDS_MAX);
  const user = session && (await userByUuid(ctx.sql, session.userUuid));
  if (!user?.isActive || user.tokenVersion !== session?.tokenVersion) {
    logSecurityEvent(ctx, 'auth.session.refused', { tenantId: user?.tenantId, userId: user?.id });
    throw new DomainError('unauthenticated', 'The session has ended. Log in again: POST /api/auth/login.');
  }
  return { user, idleSeconds: session.idleSeconds };
}

export async function closeSession(ctx: Context, id: string): Promise<void> {
  await deleteSession(ctx.sql, hashOf(id));
}

export async function purgeEndedSessions(ctx: Context): Promise<void> {
  await deleteEndedSessions(ctx.sql, IDLE_SECONDS_MAX);
}
