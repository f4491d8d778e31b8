/** What administrators change of another user's access: role, ownership, activation and login sessions. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { credentialsChanged } from '../../live-events.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import { deleteInvitationsOf } from '../../../sql/accounts/user-invitations.ts';
import { deleteUserSessions } from '../../../sql/accounts/login-sessions.ts';
import { deletePasswordResetsOf } from '../../../sql/accounts/password-resets.ts';
import { lockTenant } from '../../../sql/accounts/tenants.ts';
import { hasActiveOwner, updateUserAccess, userByKey, type UserRow } from '../../../sql/accounts/users.ts';
import { type Actor, assertMayChangeUser, authorize, isAllowed, type Role } from './access.ts';
import { actorOf } from './users.ts';

export type UserChange = { role?: Role; isOwner?: boolean; isActive?: boolean };

/**
 * Changes the role, the ownership or the activation of a user. If the user is deactivated, all tokens, login sessions
 * and WebSockets of the user end, and so do the codes that the user has created for others. The lock on the tenant
 * makes two changes at the same time wait for each other, so that the last active owner stays.
 *
 * @throws DomainError `forbidden` if only an owner may make the change
 * @throws DomainError `conflict` if the tenant would have no active owner
 */
export async function updateUser(ctx: Context, actor: Actor, key: Key, change: UserChange): Promise<UserRow> {
  const { tenantId } = authorize(actor, 'users.write');
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    await lockTenant(sql, tenantId);
    const before = requireFound(await userByKey(sql, tenantId, key), 'User');
    assertMayChangeUser(actor, before, { changesOwner: change.isOwner !== undefined });
    const user = requireFound(await updateUserAccess(sql, tenantId, before.id, change), 'User');
    if (!(await hasActiveOwner(sql, tenantId)))
      throw new DomainError('conflict', 'This is the last active owner. Make another active user an owner first.');
    if (!user.isActive) await deleteUserSessions(sql, { tenantId, userId: user.id }, null);
    if (!user.isActive || !isAllowed(actorOf(user), 'users.write')) {
      await deleteInvitationsOf(sql, tenantId, user.id);
      await deletePasswordResetsOf(sql, tenantId, user.id);
    }
    tx.emit(credentialsChanged(tenantId, user.id));
    return user;
  });
}

/** Ends all login sessions of a user. The user may log in again. Returns the number of ended sessions. */
export async function endUserSessions(ctx: Context, actor: Actor, key: Key): Promise<number> {
  const { tenantId } = authorize(actor, 'users.write');
  const user = requireFound(await userByKey(ctx.sql, tenantId, key), 'User');
  assertMayChangeUser(actor, user);
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    tx.emit(credentialsChanged(tenantId, user.id));
    return deleteUserSessions(sql, { tenantId, userId: user.id }, null);
  });
}
