import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { logSecurityEvent } from '../../logging/security-log.ts';
import { hashPassword, passwordMatches } from './passwords.ts';
import { type Audience, signToken, verifyToken } from './tokens.ts';
import type { AuditActor } from '../../../sql/accounts/audit-events.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import { tenantByKey } from '../../../sql/accounts/tenants.ts';
import { insertUser, userByLogin, userByUuid, type UserRow } from '../../../sql/accounts/users.ts';
import { type Actor, authorize, type Role } from './access.ts';
import { assertSignUpPossible, foundTenant } from './founding.ts';

export type Registration = {
  email: string;
  username?: string;
  password: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  role: Role;
  tenant: Key | null;
  /** The code of an invitation of the operator, with which the user founds a tenant. */
  invitationCode?: string | undefined;
};

/** The person of a registration that founds a tenant, because the user has no id yet. */
const REGISTRATION: AuditActor = { kind: 'anonymous', id: null, name: 'registration' };

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
  } else {
    assertSignUpPossible(ctx, input);
    await ctx.attemptLimits.admitRegistration(ctx.clientAddress ?? 'none');
  }
  const passwordHash = await hashPassword(input.password);
  const name = `${input.firstName} ${input.lastName}`.trim() || input.email;
  try {
    return await transaction({ ...ctx, auditActor: ctx.auditActor ?? REGISTRATION }, async ({ sql }) => {
      const tenant = existing ?? (await foundTenant(ctx, sql, name, input));
      const { email, username = email, firstName, lastName, phone, role } = input;
      const isOwner = !existing;
      return insertUser(sql, {
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
    if (isUniqueViolation(error, 'users_email') || isUniqueViolation(error, 'users_username'))
      throw new DomainError('conflict', 'This e-mail address or user name is registered already. Log in instead.');
    throw error;
  }
}

/**
 * Checks the login and password of a user, and returns the user.
 *
 * @throws DomainError `unauthenticated` if the user is unknown or the password is wrong. Message and response time are
 *   the same in the two cases.
 * @throws DomainError `too_many_requests` after too many failed logins
 */
export async function login(ctx: Context, input: { login: string; password: string }): Promise<UserRow> {
  const attempt = { login: input.login, address: ctx.clientAddress ?? 'none' };
  await ctx.loginThrottle.admitAttempt(attempt).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'too_many_requests')
      logSecurityEvent(ctx, 'auth.login.blocked', { login: input.login });
    throw error;
  });
  const user = await userByLogin(ctx.sql, input.login);
  const matches = await passwordMatches(user?.passwordHash, input.password);
  if (!user?.isActive || !matches) {
    logSecurityEvent(ctx, 'auth.login.failed', { login: input.login });
    await ctx.loginThrottle.recordFailure(attempt);
    throw new DomainError('unauthenticated', 'Wrong user name or password.');
  }
  await ctx.loginThrottle.recordSuccess(attempt);
  return user;
}

/**
 * Returns a signed token for the user. The token is valid for 12 hours, or until the token version of the user changes.
 */
export function issueToken(ctx: Context, audience: Audience, user: UserRow): Promise<string> {
  return signToken(ctx.config.jwtSecret, audience, { userUuid: user.uuid, version: user.tokenVersion });
}

/**
 * Returns the user of a token.
 *
 * @throws DomainError `unauthenticated` if the token is invalid, expired or revoked, or if the user is deactivated
 */
export async function authenticate(ctx: Context, audience: Audience, token: string): Promise<UserRow> {
  const claims = await verifyToken(ctx.config.jwtSecret, audience, token);
  const user = claims && (await userByUuid(ctx.sql, claims.userUuid));
  if (!user?.isActive || user.tokenVersion !== claims?.version) {
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
