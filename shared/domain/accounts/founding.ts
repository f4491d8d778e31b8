/** Founds tenants: who may found one is decided in the database, so that parallel registrations cannot pass together. */
import { createHash } from 'node:crypto';
import { lockValidInvitation, useInvitation } from '../../../sql/accounts/invitations.ts';
import { type AccountSettings, insertTenant, lockFounding, type TenantRow } from '../../../sql/accounts/tenants.ts';
import type { Sql } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { decideFounding } from '../../rules/accounts/sign-up.ts';

/** The codes of invitations have 32 characters. A longer code cannot be valid. */
export const INVITATION_CODE_LENGTH_MAX = 100;

export type Founder = {
  email: string;
  invitationCode?: string | undefined;
  /** The name and the number that called people hear. Without them, the name of the founder and the caller ID. */
  seller?: Partial<Pick<AccountSettings, 'companyName' | 'callbackNumber'>>;
};

/** Returns the hash under which an invitation code is stored. */
export const hashInvitationCode = (code: string): Buffer => createHash('sha256').update(code).digest();

/**
 * Refuses a registration before the costly hashing of the password, if the setting SIGN_UP alone shows that no tenant
 * may be founded. {@link foundTenant} decides finally.
 *
 * @throws DomainError `forbidden`
 */
export function assertSignUpPossible({ config }: Context, { invitationCode }: Founder): void {
  const isInvited = invitationCode !== undefined;
  const decision = decideFounding({ signUp: config.signUp, isSimulated: false, isFirst: true, isInvited });
  if ('refusal' in decision) throw new DomainError('forbidden', decision.refusal);
}

/**
 * Founds a tenant in the transaction of a registration. Foundings run one after the other, so that only one of several
 * parallel registrations founds the first tenant, and an invitation is used once.
 *
 * @throws DomainError `forbidden` if no tenant may be founded, or if the invitation is not valid
 */
export async function foundTenant({ config }: Context, sql: Sql, name: string, founder: Founder): Promise<TenantRow> {
  const { isFirst } = await lockFounding(sql);
  const { email, invitationCode: code } = founder;
  const invitation = code === undefined ? undefined : await lockValidInvitation(sql, hashInvitationCode(code), email);
  if (code !== undefined && !invitation)
    throw new DomainError(
      'forbidden',
      'The invitation_code is unknown, used, expired, or made for another e-mail address. Ask the operator for a new one.',
    );
  const isSimulated = config.carrier === 'simulator';
  const isInvited = invitation !== undefined;
  const decision = decideFounding({ signUp: config.signUp, isSimulated, isFirst, isInvited });
  if ('refusal' in decision) throw new DomainError('forbidden', decision.refusal);
  const tenant = await insertTenant(sql, { name, status: decision.status, ...founder.seller });
  if (invitation) await useInvitation(sql, invitation.id, tenant.id);
  return tenant;
}
