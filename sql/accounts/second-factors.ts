/** Second factors of users. All times are real time. */
import type { Sql } from '../db.ts';

export type FactorOwner = { tenantId: number; userId: number };

/** `secret` is encrypted. */
export type SecondFactorRow = { uuid: string; secret: string };

/**
 * Stores a second factor that the user must confirm. It replaces an earlier one that the user has not confirmed.
 *
 * @returns false if the user has a confirmed second factor
 */
export async function upsertPendingFactor(
  sql: Sql,
  { tenantId, userId, uuid, secret }: FactorOwner & SecondFactorRow,
): Promise<boolean> {
  const stored = await sql`
    insert into second_factors (tenant_id, user_id, uuid, secret) values (${tenantId}, ${userId}, ${uuid}, ${secret})
    on conflict (user_id) do update set uuid = excluded.uuid, secret = excluded.secret, created_at = now()
    where second_factors.confirmed_at is null`;
  return stored.count === 1;
}

/** Returns the second factor that the user has not confirmed yet, unless it is older than `secondsMax`. */
export async function findPendingFactor(
  sql: Sql,
  { tenantId, userId }: FactorOwner,
  secondsMax: number,
): Promise<SecondFactorRow | undefined> {
  const [row] = await sql<SecondFactorRow[]>`
    select uuid, secret from second_factors
    where tenant_id = ${tenantId} and user_id = ${userId} and confirmed_at is null
      and created_at > now() - make_interval(secs => ${secondsMax})`;
  return row;
}

/**
 * Confirms a second factor. The code of `step` cannot be used again.
 *
 * @returns false if the second factor was confirmed or replaced in the meantime
 */
export async function confirmFactor(
  sql: Sql,
  { tenantId, userId }: FactorOwner,
  { uuid, step, recoveryCodeHashes }: { uuid: string; step: number; recoveryCodeHashes: string[] },
): Promise<boolean> {
  const confirmed = await sql`
    update second_factors
    set confirmed_at = now(), last_step = ${step}, recovery_code_hashes = ${recoveryCodeHashes}::text[]
    where tenant_id = ${tenantId} and user_id = ${userId} and uuid = ${uuid} and confirmed_at is null`;
  return confirmed.count === 1;
}

export async function findConfirmedFactor(
  sql: Sql,
  { tenantId, userId }: FactorOwner,
): Promise<SecondFactorRow | undefined> {
  const [row] = await sql<SecondFactorRow[]>`
    select uuid, secret from second_factors
    where tenant_id = ${tenantId} and user_id = ${userId} and confirmed_at is not null`;
  return row;
}

/** The second factor as its user sees it. */
export type SecondFactorStatusRow = { confirmedAt: Date; recoveryCodesLeft: number };

/** Returns undefined if the user has no confirmed second factor. */
export async function secondFactorStatus(
  sql: Sql,
  { tenantId, userId }: FactorOwner,
): Promise<SecondFactorStatusRow | undefined> {
  const [row] = await sql<SecondFactorStatusRow[]>`
    select confirmed_at, cardinality(recovery_code_hashes) as recovery_codes_left from second_factors
    where tenant_id = ${tenantId} and user_id = ${userId} and confirmed_at is not null`;
  return row;
}

/** Uses up the code of a time step. Of several requests with the same code, only one gets true. */
export async function consumeTimeStep(
  sql: Sql,
  { tenantId, userId }: FactorOwner,
  { uuid, step }: { uuid: string; step: number },
): Promise<boolean> {
  const consumed = await sql`
    update second_factors set last_step = ${step}
    where tenant_id = ${tenantId} and user_id = ${userId} and uuid = ${uuid} and last_step < ${step}`;
  return consumed.count === 1;
}

/** Uses up a recovery code. Of several requests with the same code, only one gets true. */
export async function consumeRecoveryCode(
  sql: Sql,
  { tenantId, userId }: FactorOwner,
  codeHash: string,
): Promise<boolean> {
  const consumed = await sql`
    update second_factors set recovery_code_hashes = array_remove(recovery_code_hashes, ${codeHash})
    where tenant_id = ${tenantId} and user_id = ${userId} and ${codeHash} = any (recovery_code_hashes)`;
  return consumed.count === 1;
}

/** Replaces all recovery codes. Returns false if the user has no confirmed second factor. */
export async function replaceRecoveryCodes(
  sql: Sql,
  { tenantId, userId }: FactorOwner,
  codeHashes: string[],
): Promise<boolean> {
  const replaced = await sql`
    update second_factors set recovery_code_hashes = ${codeHashes}::text[]
    where tenant_id = ${tenantId} and user_id = ${userId} and confirmed_at is not null`;
  return replaced.count === 1;
}

/** Deletes the second factor of a user. Returns false if the user had no confirmed second factor. */
export async function deleteFactor(sql: Sql, { tenantId, userId }: FactorOwner): Promise<boolean> {
  const deleted = await sql`
    delete from second_factors
    where tenant_id = ${tenantId} and user_id = ${userId} and confirmed_at is not null`;
  return deleted.count === 1;
}
