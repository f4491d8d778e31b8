/** Login sessions: of a cookie (CallCenter Pro API) or of a token (dialer API). */
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { credentialsChanged } from '../../live-events.ts';
import { logSecurityEvent } from '../../logging/security-log.ts';
import { transaction } from '../../transaction.ts';
import {
  countSessions,
  deleteEndedSessions,
  deleteSession,
  deleteTenantSession,
  deleteUserSessions,
  insertSession,
  listSessions,
  namedOwnerOfSession,
  ownerOfSession,
  type SessionKind,
  type SessionOwnerRow,
  touchSession,
} from '../../../sql/accounts/login-sessions.ts';
import type { Page } from '../../../sql/page.ts';
import { type SessionUserRow, userBySession, type UserRow } from '../../../sql/accounts/users.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, authorize, isAllowed } from './access.ts';
import { TOKEN_SECONDS_MAX } from './tokens.ts';

/** Seconds of real time. A login session ends after a day without a request, or a week after the login. */
const IDLE_SECONDS_MAX = 24 * 3_600;
export const SESSION_SECONDS_MAX = 7 * 24 * 3_600;

const LIFETIME_SECONDS: Record<SessionKind, number> = { cookie: SESSION_SECONDS_MAX, token: TOKEN_SECONDS_MAX };

/**
 * Seconds of real time. Requests update the last-seen time of a login session at most once in this interval, to save
 * database writes.
 */
const TOUCH_INTERVAL_SECONDS = 60;

/** Number of random bytes in the id of a login session: 256 bits of entropy. */
const SESSION_ID_BYTES = 32;

/** Maximum length of the stored `User-Agent`. Browsers send about 120 characters. */
const USER_AGENT_LENGTH_MAX = 300;

const hashOf = (id: string) => createHash('sha256').update(id).digest();

/**
 * Opens a login session with a new id and returns the id. Because the id is new, an id that an attacker placed in the
 * browser before the login is useless (protection from session fixation).
 */
export async function openSession(ctx: Context, user: UserRow, kind: SessionKind = 'cookie'): Promise<string> {
  const id = randomBytes(SESSION_ID_BYTES).toString('base64url');
  const { tenantId, id: userId, tokenVersion } = user;
  const { clientAddress = null } = ctx;
  const userAgent = ctx.userAgent?.slice(0, USER_AGENT_LENGTH_MAX) ?? null;
  const session = { idHash: hashOf(id), kind, tenantId, userId, tokenVersion, clientAddress, userAgent };
  await insertSession(ctx.sql, session, LIFETIME_SECONDS[kind]);
  return id;
}

/**
 * Returns the user of a login session and extends the session.
 *
 * @throws DomainError `unauthenticated` if the session is unknown or has ended, or if the user is deactivated
 */
export async function resumeSession(ctx: Context, id: string): Promise<SessionUserRow> {
  return requireSession(ctx, await findSessionUser(ctx, 'cookie', id));
}

/**
 * Returns the user of a login session like {@link resumeSession}, but does not extend the session. Automatic checks use
 * this function, because an open page must not keep a user logged in overnight.
 *
 * @throws DomainError `unauthenticated` if the session is unknown or has ended, or if the user is deactivated
 */
export async function checkSession(ctx: Context, id: string): Promise<SessionUserRow> {
  return requireSession(ctx, await findSessionUser(ctx, 'cookie', id, { extend: false }));
}

function requireSession(ctx: Context, user: SessionUserRow | undefined): SessionUserRow {
  if (user) return user;
  logSecurityEvent(ctx, 'auth.session.refused');
  throw new DomainError('unauthenticated', 'The session has ended. Log in again: POST /api/auth/login.');
}

/**
 * Returns the user of a valid login session, or undefined. One statement reads the session and the user together, so
 * that the check of a credential costs one round trip to the database.
 */
export async function findSessionUser(
  ctx: Context,
  kind: SessionKind,
  id: string,
  { extend = true } = {},
): Promise<SessionUserRow | undefined> {
  const idHash = hashOf(id);
  const user = await userBySession(ctx.sql, { idHash, kind }, IDLE_SECONDS_MAX);
  if (!user?.isActive || user.tokenVersion !== user.sessionTokenVersion) return undefined;
  if (extend && user.idleSeconds > TOUCH_INTERVAL_SECONDS) await touchSession(ctx.sql, idHash);
  return user;
}

/**
 * Returns the user uuid and token version that a login session stores, without a check of the user. Returns undefined
 * if the session does not exist or has ended.
 */
export async function sessionOwner(ctx: Context, id: string): Promise<SessionOwnerRow | undefined> {
  return ownerOfSession(ctx.sql, hashOf(id), IDLE_SECONDS_MAX);
}

/** Ends a login session by its id, which only the client of the session knows. */
export async function closeSession(ctx: Context, id: string): Promise<void> {
  const owner = await namedOwnerOfSession(ctx.sql, hashOf(id));
  if (!owner) return;
  const { tenantId, userId, username: name } = owner;
  await transaction({ ...ctx, auditActor: { kind: 'user', id: userId, name } }, async (tx) => {
    if (await deleteSession(tx.sql, hashOf(id))) tx.emit(credentialsChanged(tenantId, userId));
  });
}

/** Returns functions that list and count the actor's own login sessions, newest first. */
export function ownSessions({ sql }: Pick<Context, 'sql'>, actor: Actor) {
  const { tenantId } = authorize(actor, 'account.write');
  const owner = { tenantId, userId: actor.userId };
  return {
    list: (page: Page) => listSessions(sql, owner, { ...page, idleSecondsMax: IDLE_SECONDS_MAX }),
    count: () => countSessions(sql, owner, IDLE_SECONDS_MAX),
  };
}

/**
 * Ends one login session. Users may end their own sessions. Administrators may end every session of their tenant.
 *
 * @throws DomainError `not_found` if there is no such session that the actor may end
 */
export async function endSession(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'account.write');
  const onlyUserId = isAllowed(actor, 'users.write') ? null : actor.userId;
  await transaction(ctx, async (tx) => {
    const userId = await deleteTenantSession(tx.sql, tenantId, onlyUserId, key);
    if (userId === undefined)
      throw new DomainError('not_found', 'Session not found. It has ended, or it belongs to another user.');
    tx.emit(credentialsChanged(tenantId, userId));
  });
}

/**
 * Ends all login sessions of the actor, except the session of this request.
 *
 * @returns the number of ended sessions
 */
export async function endOtherSessions(ctx: Context, actor: Actor, currentUuid: string | null): Promise<number> {
  const { tenantId } = authorize(actor, 'account.write');
  return transaction(ctx, async (tx) => {
    tx.emit(credentialsChanged(tenantId, actor.userId));
    return deleteUserSessions(tx.sql, { tenantId, userId: actor.userId }, currentUuid);
  });
}

export async function purgeEndedSessions(ctx: Context): Promise<void> {
  await deleteEndedSessions(ctx.sql, IDLE_SECONDS_MAX);
}
