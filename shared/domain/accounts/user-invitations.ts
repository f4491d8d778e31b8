/** Invitations: an administrator invites a person, and the person sets the password. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import type { AuditActor } from '../../../sql/accounts/audit-events.ts';
import type { Key } from '../../../sql/db.ts';
import {
  consumeInvitation,
  deleteInvitation,
  invitationByCode,
  type InvitationRow,
  upsertInvitation,
} from '../../../sql/accounts/user-invitations.ts';
import { insertUser, type UserRow } from '../../../sql/accounts/users.ts';
import { type Actor, authorize, type Role } from './access.ts';
import { codeHashOf, createCode, invalidCode } from './one-time-codes.ts';
import { assertGoodPassword, hashPassword } from './passwords.ts';
import { assertOwnUsername, asRegistrationError } from './users.ts';

/** Seconds of real time. A person may be on holiday for some days, but a forgotten code must not work for ever. */
const INVITATION_SECONDS_MAX = 7 * 24 * 3_600;

/**
 * Invites a person to the actor's tenant. An earlier invitation of the same person becomes invalid. The reply does not
 * tell whether the e-mail address is registered, because the address may belong to a user of another tenant.
 *
 * @returns the invitation and its code, which is stored only as a hash
 */
export async function inviteUser(
  ctx: Context,
  actor: Actor,
  { email, role }: { email: string; role: Role },
): Promise<{ invitation: InvitationRow; code: string }> {
  const { tenantId } = authorize(actor, 'users.write');
  const code = createCode();
  const details = { tenantId, email, role, codeHash: codeHashOf(code), createdBy: actor.userId };
  const invitation = await transaction(ctx, ({ sql }) =>
    upsertInvitation(sql, { ...details, lifetimeSeconds: INVITATION_SECONDS_MAX }),
  );
  if (!invitation) throw new DomainError('forbidden', 'Your account was deactivated. Ask another administrator.');
  return { invitation, code };
}

/** Withdraws an invitation. Its code becomes invalid. */
export async function withdrawInvitation(ctx: Context, actor: Actor, key: Key): Promise<InvitationRow> {
  const { tenantId } = authorize(actor, 'users.write');
  const invitation = await transaction(ctx, ({ sql }) => deleteInvitation(sql, tenantId, key));
  return requireFound(invitation, 'User invitation');
}

/** The person who accepts an invitation, because the user has no id yet. */
const INVITED_PERSON: AuditActor = { kind: 'anonymous', id: null, name: 'invitation' };

export type Acceptance = {
  code: string;
  username?: string | undefined;
  password: string;
  firstName: string;
  lastName: string;
  phone: string | null;
};

/**
 * Creates the user of an invitation. The invitation decides tenant, role and e-mail address.
 *
 * @throws DomainError `forbidden` if the code is invalid, expired or used
 * @throws DomainError `conflict` if the e-mail address or the user name is registered already
 */
export async function acceptInvitation(ctx: Context, input: Acceptance): Promise<UserRow> {
  const { username, password, firstName, lastName, phone } = input;
  const codeHash = codeHashOf(input.code);
  const invited = await invitationByCode(ctx.sql, codeHash);
  if (!invited) throw invalidCode();
  const names = { email: invited.email, username };
  assertOwnUsername(names);
  assertGoodPassword(password, names);
  const passwordHash = await hashPassword(ctx, password);
  try {
    return await transaction({ ...ctx, auditActor: INVITED_PERSON }, async ({ sql }) => {
      const invitation = await consumeInvitation(sql, codeHash);
      if (!invitation) throw invalidCode();
      const { tenantId, email, role } = invitation;
      const person = { firstName, lastName, phone, passwordHash };
      return insertUser(sql, { tenantId, email, username: username ?? email, role, isOwner: false, ...person });
    });
  } catch (error) {
    throw asRegistrationError(error);
  }
}
