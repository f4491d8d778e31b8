/** Second factors: a user adds, confirms and removes the own second factor, and administrators reset the others'. */
import { randomUUID } from 'node:crypto';
import { Secret } from 'otpauth';
import type { Context } from '../../context.ts';
import { DomainError, invalidField, requireFound } from '../../errors.ts';
import { credentialsChanged } from '../../live-events.ts';
import { TOTP_SECRET_BYTES, totpUri } from '../../rules/accounts/totp.ts';
import { sealSecret } from '../../secrets.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { deleteUserSessions } from '../../../sql/accounts/login-sessions.ts';
import {
  confirmFactor,
  deleteFactor,
  type FactorOwner,
  findPendingFactor,
  replaceRecoveryCodes,
  secondFactorStatus,
  type SecondFactorStatusRow,
  upsertPendingFactor,
} from '../../../sql/accounts/second-factors.ts';
import { incrementTokenVersion, userById, userByKey, type UserRow } from '../../../sql/accounts/users.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, assertMayChangeUser, authorize, type Scope } from './access.ts';
import { createRecoveryCodes, secretPlace, timeStepOf, useCode } from './second-factor-codes.ts';
import { assertCurrentPassword } from './users.ts';

/** Seconds of real time. The user scans the QR code and types a code within minutes. */
const PENDING_SECONDS_MAX = 3_600;

type Proof = { password: string; code: string };

const ownerOf = ({ tenantId }: Scope, { userId }: Actor): FactorOwner => ({ tenantId, userId });

/** Returns the confirmed second factor of the actor, without its secret; undefined if there is none. */
export async function ownSecondFactor(ctx: Context, actor: Actor): Promise<SecondFactorStatusRow | undefined> {
  return secondFactorStatus(ctx.sql, ownerOf(authorize(actor, 'account.write'), actor));
}

/**
 * Creates a secret for the authenticator app of the actor. The second factor has no effect until the actor confirms it.
 *
 * @returns the secret in base32, and the URI for a QR code
 * @throws DomainError `validation_failed` if the password is wrong
 * @throws DomainError `conflict` if the actor has a second factor
 */
export async function addSecondFactor(
  ctx: Context,
  actor: Actor,
  password: string,
): Promise<{ secret: string; uri: string }> {
  const owner = ownerOf(authorize(actor, 'account.write'), actor);
  const user = await assertOwnPassword(ctx, owner, password);
  const secret = new Secret({ size: TOTP_SECRET_BYTES }).base32;
  const uuid = randomUUID();
  const sealed = sealSecret(ctx.config.secretsKey, secretPlace(owner, uuid), secret);
  const stored = await transaction(ctx, ({ sql }) => upsertPendingFactor(sql, { ...owner, uuid, secret: sealed }));
  if (!stored)
    throw new DomainError(
      'conflict',
      'You have a second factor already. To use another app, remove it first: POST /api/auth/second-factor/remove.',
    );
  return { secret, uri: totpUri(secret, user.username) };
}

/**
 * Confirms the second factor of the actor with a code of the app. All login sessions of the actor end, because they
 * began without the second factor. The caller opens a new session for the client of this request. Wrong codes are not
 * limited here: the actor has received the secret, and a guessed code would give a stranger no access.
 *
 * @returns the user with the new token version, and the recovery codes, which are stored only as hashes
 * @throws DomainError `validation_failed` if the code is wrong
 * @throws DomainError `conflict` if there is no second factor to confirm
 */
export async function confirmSecondFactor(
  ctx: Context,
  actor: Actor,
  code: string,
): Promise<{ user: UserRow; recoveryCodes: string[] }> {
  const owner = ownerOf(authorize(actor, 'account.write'), actor);
  const user = requireFound(await userById(ctx.sql, owner.tenantId, owner.userId), 'User');
  const factor = await findPendingFactor(ctx.sql, owner, PENDING_SECONDS_MAX);
  if (!factor) throw nothingToConfirm();
  const step = timeStepOf(ctx, owner, factor, code);
  if (step === undefined) throw wrongCode();
  const { codes, hashes } = createRecoveryCodes();
  return transaction(ctx, async (tx) => {
    const details = { uuid: factor.uuid, step, recoveryCodeHashes: hashes };
    if (!(await confirmFactor(tx.sql, owner, details))) throw nothingToConfirm();
    const tokenVersion = await endAllSessions(tx, user);
    return { user: { ...user, tokenVersion }, recoveryCodes: codes };
  });
}

/** Replaces the recovery codes of the actor. The earlier codes become invalid. */
export async function renewRecoveryCodes(ctx: Context, actor: Actor, proof: Proof): Promise<string[]> {
  const owner = ownerOf(authorize(actor, 'account.write'), actor);
  await assertProof(ctx, owner, proof);
  const { codes, hashes } = createRecoveryCodes();
  if (!(await transaction(ctx, ({ sql }) => replaceRecoveryCodes(sql, owner, hashes)))) throw noSecondFactor();
  return codes;
}

/** Removes the second factor of the actor. Login sessions stay, because all of them began with the second factor. */
export async function removeSecondFactor(ctx: Context, actor: Actor, proof: Proof): Promise<void> {
  const owner = ownerOf(authorize(actor, 'account.write'), actor);
  await assertProof(ctx, owner, proof);
  if (!(await transaction(ctx, ({ sql }) => deleteFactor(sql, owner)))) throw noSecondFactor();
}

/**
 * Removes the second factor of another user who has lost the app and the recovery codes, and ends all login sessions of
 * the user.
 *
 * @throws DomainError `conflict` if the user has no second factor, or is the actor
 */
export async function resetSecondFactor(ctx: Context, actor: Actor, key: Key): Promise<UserRow> {
  const { tenantId } = authorize(actor, 'users.write');
  const user = requireFound(await userByKey(ctx.sql, tenantId, key), 'User');
  assertMayChangeUser(actor, user);
  if (user.id === actor.userId)
    throw new DomainError(
      'conflict',
      'This is your own user. Remove your second factor with POST /api/auth/second-factor/remove.',
    );
  return transaction(ctx, async (tx) => {
    if (!(await deleteFactor(tx.sql, { tenantId, userId: user.id })))
      throw new DomainError('conflict', 'The user has no second factor.');
    const tokenVersion = await endAllSessions(tx, user);
    return { ...user, tokenVersion, hasSecondFactor: false };
  });
}

/** Ends all login sessions of a user, also those of logins that are running now. Returns the new token version. */
async function endAllSessions(tx: Tx, user: UserRow): Promise<number> {
  const tokenVersion = await incrementTokenVersion(tx.sql, user);
  await deleteUserSessions(tx.sql, { tenantId: user.tenantId, userId: user.id }, null);
  tx.emit(credentialsChanged(user.tenantId, user.id));
  return tokenVersion;
}

async function assertOwnPassword(ctx: Context, owner: FactorOwner, password: string): Promise<UserRow> {
  const user = requireFound(await userById(ctx.sql, owner.tenantId, owner.userId), 'User');
  await assertCurrentPassword(ctx, user, password);
  return user;
}

/**
 * Asserts that the user knows the password and has the second factor. The password comes first, so a wrong password
 * does not use up a code.
 */
async function assertProof(ctx: Context, owner: FactorOwner, { password, code }: Proof): Promise<void> {
  const user = await assertOwnPassword(ctx, owner, password);
  if (!user.hasSecondFactor) throw noSecondFactor();
  if (!(await useCode(ctx, user, code))) throw wrongCode();
}

const wrongCode = () =>
  invalidField(
    'code',
    'code is wrong, has expired, or was used already. Wait until your app shows the next code.',
    'invalid_code',
  );

const nothingToConfirm = () =>
  new DomainError(
    'conflict',
    'There is no second factor to confirm, or it is older than an hour. Add one first: POST /api/auth/second-factor.',
  );

const noSecondFactor = () =>
  new DomainError('conflict', 'You have no second factor. Add one first: POST /api/auth/second-factor.');
