/** The secret token of a target: encrypted in the database, shown as a mask. */
import type { Context } from '../../context.ts';
import { invalidField } from '../../errors.ts';
import { isMasked, maskSecret, openSecret, sealSecret } from '../../secrets.ts';
import type { TargetRow, TargetSecret } from '../../../sql/rtb/targets.ts';

type TokenOwner = Pick<TargetRow, 'tenantId' | 'uuid'>;

const secretPlace = ({ tenantId, uuid }: TokenOwner) => ({
  tenantId,
  table: 'rtb_targets',
  column: 'auth_token',
  row: uuid,
});

/** The token in plain text; null when the target needs none. */
export function openTargetToken({ config }: Context, target: TargetRow): string | null {
  if (target.authToken === null || target.authType === 'none') return null;
  return openSecret(config.secretsKey, secretPlace(target), target.authToken);
}

/** The columns for a token in plain text; an empty one or null removes the token. @throws DomainError for a mask. */
export function sealTargetToken({ config }: Context, target: TokenOwner, token: string | null): TargetSecret {
  if (token === null || token === '') return { authToken: null, authTokenMask: null };
  if (isMasked(token)) throw invalidField('authToken', 'authToken is masked. Send the token itself.');
  return { authToken: sealSecret(config.secretsKey, secretPlace(target), token), authTokenMask: maskSecret(token) };
}
