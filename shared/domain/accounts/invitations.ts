/** Invitations: the operator makes a code, and one person founds a tenant with the code. */
import { randomBytes } from 'node:crypto';
import { deleteInvitation, insertInvitation, type InvitationRow } from '../../../sql/accounts/invitations.ts';
import type { Key } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { hashInvitationCode } from './founding.ts';

/** 192 bits of entropy, written as 32 characters. */
const CODE_BYTES = 24;

/** Days of real time. A week is long enough to answer an e-mail. */
export const INVITATION_DAYS_DEFAULT = 7;
/** Days of real time. A code may be found in an old mailbox, so no code is valid for longer than three months. */
export const INVITATION_DAYS_MAX = 90;

/**
 * Makes an invitation. Only the hash of the code is stored, so the code can be shown only now.
 *
 * @param input.email if not null, only a registration with this e-mail address may use the code
 */
export async function createInvitation(
  ctx: Context,
  { email, days }: { email: string | null; days: number },
): Promise<{ invitation: InvitationRow; code: string }> {
  const code = randomBytes(CODE_BYTES).toString('base64url');
  const codeHash = hashInvitationCode(code);
  const invitation = await transaction(ctx, ({ sql }) => insertInvitation(sql, { codeHash, email, days }));
  return { invitation, code };
}

/**
 * Revokes an invitation.
 *
 * @throws DomainError `not_found` if the invitation does not exist or was used
 */
export async function revokeInvitation(ctx: Context, key: Key): Promise<void> {
  await transaction(ctx, async ({ sql }) => {
    requireFound((await deleteInvitation(sql, key)) || undefined, 'Unused invitation');
  });
}
