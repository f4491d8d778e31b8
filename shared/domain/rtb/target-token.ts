/** Encrypts and decrypts the secret token of a target. The API shows only a mask of the token. */
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

/** Returns the target's token in plain text; null if the target needs no token. */
export function openTargetToken({ config }: Context, target: TargetRow): string | null {
  if (target.authToken === null || target.authType === 'none') return null;
  return openSecret(config.secretsKey, secretPlace(target), target.authToken);
}

/**
 * Returns the values of the database columns that store a token.
 *
 * @param token the token in plain text; null or an empty text removes the token
 * @throws DomainError `validation_failed` if `token` is a mask
 */
export function sealTargetToken({ config }: Context, target: TokenOwner, token: string | null): TargetSecret {
  if (token === null || token === '') return { authToken: null, authTokenMask: null };
  if (isMasked(token)) throw invalidField('authToken', 'authToken is masked. Send the token itself.');
  return { authToken: sealSecret(config.secretsKey, secretPlace(target), token), authTokenMask: maskSecret(token) };
}
