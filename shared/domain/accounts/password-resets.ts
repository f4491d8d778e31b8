/** Password resets: an administrator creates a code, and the user sets a new password with it. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { credentialsChanged } from '../../live-events.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import { deleteUserSessions } from '../../../sql/accounts/login-sessions.ts';
import {
  consumePasswordReset,
  passwordResetByCode,
  upsertPasswordReset,
} from '../../../sql/accounts/password-resets.ts';
import { updatePassword, userById, userByKey, type UserRow } from '../../../sql/accounts/users.ts';
import { type Actor, assertMayChangeUser, authorize } from './access.ts';
import { auditActorOf } from './users.ts';
import { codeHashOf, createCode, invalidCode } from './one-time-codes.ts';
import { assertGoodPassword, hashPassword } from './passwords.ts';

/** Seconds of real time. The administrator and the user are in contact, so an hour is enough. */
const RESET_SECONDS_MAX = 3_600;

/**
 * Creates a code with which a user sets a new password. The product sends no e-mail, so the administrator passes the
 * code on. The old password works until the code is used.
 *
 * @returns the user, the code, which is stored only as a hash, and the time of its expiry
 * @throws DomainError `conflict` if the user is deactivated
 */
export async function createPasswordReset(
  ctx: Context,
  actor: Actor,
  key: Key,
): Promise<{ user: UserRow; code: string; expiresAt: Date }> {
  const { tenantId } = authorize(actor, 'users.write');
  const user = requireFound(await userByKey(ctx.sql, tenantId, key), 'User');
  assertMayChangeUser(actor, user);
  if (user.id === actor.userId)
    throw new DomainError('conflict', 'This is your own user. Change your password with POST /api/auth/password.');
  const code = createCode();
  const details = { tenantId, userId: user.id, codeHash: codeHashOf(code), createdBy: actor.userId };
  const reset = await transaction(ctx, ({ sql }) =>
    upsertPasswordReset(sql, { ...details, lifetimeSeconds: RESET_SECONDS_MAX }),
  );
  if (!reset) throw new DomainError('conflict', 'The user is deactivated. Activate the user first.');
  return { user, code, expiresAt: reset.expiresAt };
}

/**
 * Sets a new password with a code, and ends all login sessions of the user.
 *
 * @throws DomainError `forbidden` if the code is invalid, expired or used
 */
export async function resetPassword(
  ctx: Context,
  { code, password }: { code: string; password: string },
): Promise<void> {
  const codeHash = codeHashOf(code);
  const found = await passwordResetByCode(ctx.sql, codeHash);
  const user = found && (await userById(ctx.sql, found.tenantId, found.userId));
  if (!user?.isActive) throw invalidCode();
  assertGoodPassword(password, user);
  const passwordHash = await hashPassword(ctx, password);
  await transaction({ ...ctx, auditActor: auditActorOf(user) }, async (tx) => {
    const { sql } = tx;
    const used = await consumePasswordReset(sql, codeHash);
    const updated = used && (await updatePassword(sql, user, { to: passwordHash }));
    if (updated === undefined) throw invalidCode();
    await deleteUserSessions(sql, { tenantId: user.tenantId, userId: user.id }, null);
    tx.emit(credentialsChanged(user.tenantId, user.id));
  });
}
