/** Decides whether a registration may found a tenant, and with which status the tenant begins. */
import type { TenantStatus } from './standing.ts';

/**
 * Who may found a tenant:
 *
 * - `open`: everybody.
 * - `invite`: everybody with an invitation code of the operator.
 * - `closed`: no one.
 * - `first`: everybody until the first tenant exists, then everybody with an invitation code. This is the default with a
 *   real carrier, because a stranger must not spend the money of the carrier account.
 */
export type SignUp = 'open' | 'invite' | 'closed' | 'first';

export type Founding = {
  signUp: SignUp;
  /** Whether the carrier is the simulator, so calls cost nothing. */
  isSimulated: boolean;
  /** Whether no tenant exists yet. */
  isFirst: boolean;
  /** Whether the registration has a valid invitation. */
  isInvited: boolean;
};

/** Returns the status of the new tenant, or why no tenant may be founded, as text for the user. */
export function decideFounding(founding: Founding): { status: TenantStatus } | { refusal: string } {
  const { signUp, isSimulated, isFirst, isInvited } = founding;
  if (signUp === 'closed')
    return {
      refusal:
        'This installation accepts no new accounts. If you belong to an existing account, ask its administrator to ' +
        'register you. The operator can open the sign-up with the setting SIGN_UP.',
    };
  if (!isInvited && (signUp === 'invite' || (signUp === 'first' && !isFirst)))
    return {
      refusal:
        'This installation accepts new accounts by invitation only. Send the code of your invitation as ' +
        'invitation_code, or ask the operator for an invitation. If you belong to an existing account, ask its ' +
        'administrator to register you.',
    };
  return { status: isSimulated || isFirst || isInvited ? 'active' : 'pending' };
}
