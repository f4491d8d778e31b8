/**
 * The codes of a second factor: codes of an authenticator app (TOTP), and recovery codes for a user who has lost the app.
 *
 * Both use real time and not the product clock. The app on the user's phone computes its codes from real time, and the
 * product clock of a demo runs faster.
 */
import { createHash } from 'node:crypto';
import { Secret } from 'otpauth';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { logSecurityEvent } from '../../logging/security-log.ts';
import { findTimeStep } from '../../rules/accounts/totp.ts';
import { openSecret, type SecretPlace } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
import {
  consumeRecoveryCode,
  consumeTimeStep,
  type FactorOwner,
  findConfirmedFactor,
  type SecondFactorRow,
} from '../../../sql/accounts/second-factors.ts';
import type { UserRow } from '../../../sql/accounts/users.ts';

const RECOVERY_CODES = 10;

/**
 * 120 bits of entropy, so a recovery code cannot be guessed, and a fast hash is enough to store it. OWASP ASVS 6.5.2 asks
 * for at least 112 bits.
 */
const RECOVERY_CODE_BYTES = 15;

/** A code of an authenticator app. Every other text is compared with the recovery codes. */
const APP_CODE = /^\d{6}$/;

/** Users may type a code with spaces and hyphens, and in lower case. */
const normalized = (code: string): string => code.replaceAll(/[\s-]/g, '').toUpperCase();

const hashOf = (code: string): string => createHash('sha256').update(normalized(code)).digest('hex');

/** Returns new recovery codes, and the hashes to store. A code is six groups of four characters. */
export function createRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    new Secret({ size: RECOVERY_CODE_BYTES }).base32.match(/.{4}/g)!.join('-'),
  );
  return { codes, hashes: codes.map(hashOf) };
}

export const secretPlace = ({ tenantId }: FactorOwner, uuid: string): SecretPlace => ({
  tenantId,
  table: 'second_factors',
  column: 'secret',
  row: uuid,
});

type CodeUser = Pick<UserRow, 'id' | 'tenantId' | 'tokenVersion'>;

/** Returns the time step of a code of the user's authenticator app, or undefined if the code is not valid now. */
export function timeStepOf(
  { config }: Context,
  owner: FactorOwner,
  factor: SecondFactorRow,
  code: string,
): number | undefined {
  const secret = openSecret(config.secretsKey, secretPlace(owner, factor.uuid), factor.secret);
  return findTimeStep(secret, normalized(code), Date.now());
}

/**
 * Uses up a code of the user's app or a recovery code. Every code works once, also in requests at the same time. The
 * attempt is counted before the check, and is given back after a correct code. A wrong code and a refused attempt are
 * lines of the security log.
 *
 * @returns whether the code was correct and unused
 * @throws DomainError `too_many_requests` after too many wrong codes, whatever address they come from
 */
export async function useCode(ctx: Context, user: CodeUser, code: string): Promise<boolean> {
  const owner = { tenantId: user.tenantId, userId: user.id };
  const admission = await ctx.attemptLimits.admitSecondFactor(user).catch((error: unknown) => {
    if (error instanceof DomainError) logSecurityEvent(ctx, 'auth.second-factor.blocked', owner);
    throw error;
  });
  const isAppCode = APP_CODE.test(normalized(code));
  const used = await (isAppCode ? useAppCode(ctx, owner, code) : useRecoveryCode(ctx, owner, code));
  if (used) await admission.giveBack();
  else logSecurityEvent(ctx, 'auth.second-factor.failed', owner);
  return used;
}

async function useAppCode(ctx: Context, owner: FactorOwner, code: string): Promise<boolean> {
  const factor = await findConfirmedFactor(ctx.sql, owner);
  const step = factor && timeStepOf(ctx, owner, factor, code);
  return step !== undefined && consumeTimeStep(ctx.sql, owner, { uuid: factor!.uuid, step });
}

/** The audit log shows that the user has used a recovery code. */
async function useRecoveryCode(ctx: Context, owner: FactorOwner, code: string): Promise<boolean> {
  return transaction(ctx, ({ sql }) => consumeRecoveryCode(sql, owner, hashOf(code)));
}
