import type { Context } from '../../context.ts';
import { DomainError, invalidField, requireFound } from '../../errors.ts';
import { logSecurityEvent } from '../../logging/security-log.ts';
import { closeSession, findSessionUser, openSession } from './login-sessions.ts';
import type { LoginAdmission } from './login-throttle.ts';
import { useCode } from './second-factor-codes.ts';
import { assertGoodPassword, hashPassword, passwordMatches } from './passwords.ts';
import { type Audience, signToken, verifyToken } from './tokens.ts';
import { credentialsChanged } from '../../live-events.ts';
import { isEmpty } from '../../rules/values/defined.ts';
import { transaction } from '../../transaction.ts';
import type { AuditActor } from '../../../sql/accounts/audit-events.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import { tenantByKey } from '../../../sql/accounts/tenants.ts';
import { deleteUserSessions } from '../../../sql/accounts/login-sessions.ts';
import {
  insertUser,
  nextUserId,
  type SessionUserRow,
  updatePassword,
  userById,
  userByLogin,
  type UserRow,
} from '../../../sql/accounts/users.ts';
import { type Actor, authorize, type Role } from './access.ts';
import { assertCallbackNumber } from './account-settings.ts';
import { assertSignUpPossible, foundTenant, type Founder } from './founding.ts';

export type Registration = Founder & {
  username?: string;
  password: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  role: Role;
  tenant: Key | null;
};

/**
 * Registers a user. If the input names no tenant, or a tenant that does not exist, the user founds a tenant and owns
 * the tenant. A user in an existing tenant can be registered only by an administrator of that tenant.
 *
 * @throws DomainError `forbidden` if the actor is not an administrator of the existing tenant, or if the setting SIGN_UP
 *   does not allow the user to found a tenant
 * @throws DomainError `too_many_requests` if too many users have founded a tenant in the last hour
 * @throws DomainError `conflict` if the e-mail address or the user name is registered already
 */
export async function registerUser(ctx: Context, actor: Actor | undefined, input: Registration): Promise<UserRow> {
  const existing = input.tenant ? await tenantByKey(ctx.sql, input.tenant) : undefined;
  if (existing) {
    if (actor?.tenantId !== existing.id) {
      logSecurityEvent(ctx, 'signup.refused', { tenantId: existing.id, userId: actor?.userId });
      throw new DomainError(
        'forbidden',
        'This tenant exists already. Its administrator must register you. To found your own tenant, omit tenant_id.',
      );
    }
    authorize(actor, 'users.write');
    if (!isEmpty(input.seller ?? {}))
      throw new DomainError('conflict', 'This tenant exists already. Change its company name with PUT /api/account.');
  } else {
    assertSignUpPossible(ctx, input);
    await ctx.attemptLimits.admitRegistration(ctx.clientAddress ?? 'none');
  }
  assertOwnUsername(input);
  assertCallbackNumber('callback_number', input.seller?.callbackNumber);
  assertGoodPassword(input.password, input);
  // The hash is made before the e-mail address is checked, so that the time of the reply does not tell whether the
  // address is registered.
  const passwordHash = await hashPassword(ctx, input.password);
  const name = `${input.firstName} ${input.lastName}`.trim() || input.email;
  try {
    const { email, username = email, firstName, lastName, phone, role } = input;
    // The founder of a tenant acts before the founder's row exists, so the id is taken first.
    const id = await nextUserId(ctx.sql);
    const auditActor = ctx.auditActor ?? { kind: 'user' as const, id, name: username };
    return await transaction({ ...ctx, auditActor }, async ({ sql }) => {
      const tenant = existing ?? (await foundTenant(ctx, sql, name, input));
      const isOwner = !existing;
      return insertUser(sql, {
        id,
        tenantId: tenant.id,
        email,
        username,
        passwordHash,
        firstName,
        lastName,
        phone,
        role,
        isOwner,
      });
    });
  } catch (error) {
    throw asRegistrationError(error);
  }
}

/** Returns the error for the API client, if another user has the login name. Returns any other error unchanged. */
export function asRegistrationError(error: unknown): unknown {
  return isUniqueViolation(error, 'login_names_pkey')
    ? new DomainError('conflict', 'This e-mail address or user name is registered already. Log in instead.')
    : error;
}

/**
 * Asserts that a user name is not the e-mail address of another person. A user name with "@" must be the own address.
 *
 * @throws DomainError `validation_failed`
 */
export function assertOwnUsername({ email, username = email }: { email: string; username?: string | undefined }): void {
  if (username.includes('@') && username.toLowerCase() !== email.toLowerCase())
    throw invalidField(
      'username',
      'username must not contain @, unless it is your own e-mail address. Choose a name without @, or leave it out.',
    );
}

/** `code` is the code of the second factor, if the user has one. */
type Credentials = { login: string; password: string; code?: string | undefined };

/**
 * Checks the login, the password and the second factor of a user, and returns the user. The code is looked at only after
 * the password was right, so the reply to a wrong password does not tell which users have a second factor.
 *
 * @throws DomainError `unauthenticated` if the user is unknown or the password is wrong. Message and response time are
 *   the same in the two cases. If the second factor is missing or wrong, the error has its own code in the details.
 * @throws DomainError `too_many_requests` after too many failed logins or wrong codes
 */
export async function login(ctx: Context, input: Credentials): Promise<UserRow> {
  const admission = await admitLogin(ctx, input.login);
  const user = await userByLogin(ctx.sql, input.login);
  if (!(await checkPassword(ctx, admission, user?.passwordHash, input.password)) || !user?.isActive) {
    logSecurityEvent(ctx, 'auth.login.failed', { login: input.login });
    throw new DomainError('unauthenticated', 'Wrong user name or password.');
  }
  await assertSecondFactor(ctx, user, input.code).catch(async (error: unknown) => {
    // The password was right. Wrong codes have their own limit.
    await admission.giveBack();
    throw error;
  });
  await admission.succeed();
  return user;
}

/** Asserts that a user with a second factor has sent an unused code, and uses up the code. */
async function assertSecondFactor(ctx: Context, user: UserRow, code: string | undefined): Promise<void> {
  if (!user.hasSecondFactor) return;
  if (code === undefined)
    throw secondFactorError(
      'second_factor_required',
      'Your user has a second factor. Send the same request with `code`: the code of your authenticator app, or a recovery code.',
    );
  const auditedCtx = { ...ctx, auditActor: auditActorOf(user) };
  if (!(await useCode(auditedCtx, user, code)))
    throw secondFactorError(
      'second_factor_invalid',
      'The code is wrong, has expired, or was used already. Wait until your app shows the next code, or send a recovery code.',
    );
}

function secondFactorError(code: 'second_factor_required' | 'second_factor_invalid', message: string): DomainError {
  return new DomainError('unauthenticated', message, { details: [{ field: 'code', message, code }] });
}

/** Admits a login attempt. A refused attempt is a line of the security log. */
async function admitLogin(ctx: Context, login: string): Promise<LoginAdmission> {
  const attempt = { login, address: ctx.clientAddress ?? 'none' };
  return ctx.loginThrottle.admitAttempt(attempt).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'too_many_requests')
      logSecurityEvent(ctx, 'auth.login.blocked', { login });
    throw error;
  });
}

/** Checks a password. If the password could not be checked, for example in an overload, the attempt does not count. */
async function checkPassword(
  ctx: Context,
  admission: LoginAdmission,
  stored: string | undefined,
  password: string,
): Promise<boolean> {
  return passwordMatches(ctx, stored, password).catch(async (error: unknown) => {
    await admission.giveBack();
    throw error;
  });
}

/**
 * Replaces the password of the actor, and ends all login sessions of the actor. The caller opens a new session for the
 * client of this request.
 *
 * @returns the user with the new token version
 * @throws DomainError `validation_failed` if the current password is wrong or the new password is easy to guess
 * @throws DomainError `too_many_requests` after too many wrong passwords
 */
export async function changePassword(
  ctx: Context,
  actor: Actor,
  { current, replacement }: { current: string; replacement: string },
): Promise<UserRow> {
  const { tenantId } = authorize(actor, 'account.write');
  const user = requireFound(await userById(ctx.sql, tenantId, actor.userId), 'User');
  assertGoodPassword(replacement, user, 'new_password');
  await assertCurrentPassword(ctx, user, current);
  const passwordHash = await hashPassword(ctx, replacement);
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const tokenVersion = await updatePassword(sql, user, { from: user.passwordHash, to: passwordHash });
    if (tokenVersion === undefined)
      throw new DomainError('conflict', 'The password was changed by another request. Log in with the new password.');
    await deleteUserSessions(sql, { tenantId, userId: user.id }, null);
    tx.emit(credentialsChanged(tenantId, user.id));
    return { ...user, passwordHash, tokenVersion };
  });
}

/**
 * Asserts that a logged-in user knows their own password. Wrong passwords count as failed logins.
 *
 * @throws DomainError `validation_failed` if the password is wrong
 * @throws DomainError `too_many_requests` after too many wrong passwords
 */
export async function assertCurrentPassword(ctx: Context, user: UserRow, password: string): Promise<void> {
  const admission = await admitLogin(ctx, user.email);
  if (await checkPassword(ctx, admission, user.passwordHash, password)) return admission.succeed();
  throw invalidField('current_password', 'current_password is wrong. Send the password with which you log in now.');
}

/**
 * Returns a signed token for the user. The token is valid for 12 hours, or until its login session ends or the token
 * version of the user changes.
 */
export async function issueToken(ctx: Context, audience: Audience, user: UserRow): Promise<string> {
  const sessionId = await openSession(ctx, user, 'token');
  return signToken(ctx.config.jwtSecret, audience, { userUuid: user.uuid, version: user.tokenVersion, sessionId });
}

/** Ends the login session of a token. Does nothing if the token is not valid. */
export async function revokeToken(ctx: Context, token: string): Promise<void> {
  const claims = await verifyToken(ctx.config.jwtSecret, 'api', token);
  if (claims?.sessionId !== undefined) await closeSession(ctx, claims.sessionId);
}

/**
 * Returns the user of a token, with the uuid of the token's login session.
 *
 * @throws DomainError `unauthenticated` if the token is invalid, expired or revoked, or if the user is deactivated
 */
export async function authenticate(ctx: Context, audience: Audience, token: string): Promise<SessionUserRow> {
  const claims = await verifyToken(ctx.config.jwtSecret, audience, token);
  const user = claims?.sessionId === undefined ? undefined : await findSessionUser(ctx, 'token', claims.sessionId);
  if (!user?.isActive || user.uuid !== claims?.userUuid || user.tokenVersion !== claims.version) {
    logSecurityEvent(ctx, 'auth.token.refused', { tenantId: user?.tenantId, userId: user?.id });
    throw new DomainError(
      'unauthenticated',
      'The token is invalid or has expired. Log in again: POST /api/auth/login.',
    );
  }
  return user;
}

/** Returns the actor for the requests of a user. */
export function actorOf(user: UserRow): Actor {
  const { id: userId, tenantId, role, isOwner, agentId, agentGroupId } = user;
  return { tenantId, userId, role, isOwner, agentId, agentGroupId, apiKey: null };
}

/** Returns the person for the audit log. */
export function auditActorOf({ id, username }: UserRow): AuditActor {
  return { kind: 'user', id, name: username };
}
