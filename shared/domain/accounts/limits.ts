/** The limits of a tenant: the defaults of the deployment, with the changes that the operator made for the tenant. */
import { carrierUse, changedLimits, lockCarrierRoom } from '../../../sql/accounts/limits.ts';
import type { Sql } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { type AmountName, type CallRoom, callRoom, limitMessage, type Limits } from '../../rules/accounts/limits.ts';

export async function tenantLimits(ctx: Context, sql: Sql, tenantId: number): Promise<Limits> {
  return withDefaults(ctx, await changedLimits(sql, tenantId));
}

/** Returns the limits of a tenant for which the operator has changed some. */
export const withDefaults = ({ config }: Pick<Context, 'config'>, changed: Partial<Limits>): Limits => ({
  ...config.limits,
  ...changed,
});

/** Returns how many more calls the tenant may start now. The answer may be outdated: a claim asks with the lock. */
export async function readCallRoom(ctx: Context, sql: Sql, tenantId: number): Promise<CallRoom & { limits: Limits }> {
  const limits = await tenantLimits(ctx, sql, tenantId);
  return { ...callRoom(limits, await carrierUse(sql, tenantId)), limits };
}

/**
 * Returns how many more calls the tenant may start. The answer stays true until the end of the transaction, because
 * other claims of the tenant wait. Call this function before any other lock of the transaction.
 */
export async function lockCallRoom(ctx: Context, sql: Sql, tenantId: number): Promise<CallRoom & { limits: Limits }> {
  const { limits: changed, ...use } = await lockCarrierRoom(sql, tenantId);
  const limits = withDefaults(ctx, changed);
  return { ...callRoom(limits, use), limits };
}

export function limitError(name: AmountName, value: number, used: number): DomainError {
  const message = limitMessage(name, value, used);
  return new DomainError('conflict', message, { details: [{ field: name, message, code: 'limit_reached' }] });
}

/**
 * Asserts that a limit allows `added` more.
 *
 * @throws DomainError `conflict`
 */
export function assertWithinLimit(limits: Limits, name: AmountName, used: number, added = 1): void {
  const value = limits[name];
  if (value !== null && used + added > value) throw limitError(name, value, used);
}
