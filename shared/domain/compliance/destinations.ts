/**
 * Refuses numbers that the carrier must not be asked to call. All tenants share the carrier account, and calls to
 * premium-rate and satellite numbers cost several dollars a minute.
 */
import type { Sql } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { invalidField } from '../../errors.ts';
import { dialProblem, enteredDestinationProblem } from '../../rules/compliance/destinations.ts';
import type { Limits } from '../../rules/accounts/limits.ts';
import { tenantLimits } from '../accounts/limits.ts';

/**
 * Asserts that a number may be stored as the phone of an agent, a buyer or a bidder of the tenant.
 *
 * @param phone undefined or null if the request has no number
 * @throws DomainError `validation_failed` if the number must not be called, or if its country is not in the tenant's
 *   limit `destination_countries`
 */
export async function assertDestination(
  ctx: Context,
  tenantId: number,
  field: string,
  phone: string | null | undefined,
): Promise<void> {
  if (!phone) return;
  const { destination_countries: countries } = await tenantLimits(ctx, ctx.sql, tenantId);
  const problem = enteredDestinationProblem(phone, countries);
  if (problem) throw invalidField(field, `${field}: ${phone} is refused. ${problem.message}`, problem.problem);
}

/** Returns why the carrier must not be asked to call a number, as a sentence. Returns undefined if the call is allowed. */
export type DialRefusal = (phone: string) => string | undefined;

/** Returns the check of the numbers that the tenant may call now. */
export async function dialRefusalOf(ctx: Context, sql: Sql, tenantId: number): Promise<DialRefusal> {
  return dialRefusalWithin(ctx, await tenantLimits(ctx, sql, tenantId));
}

/** Returns the check of the numbers that a tenant with these limits may call now. */
export function dialRefusalWithin(
  ctx: Pick<Context, 'config'>,
  { destination_countries: countries }: Pick<Limits, 'destination_countries'>,
): DialRefusal {
  return (phone) => dialProblem(phone, countries, ctx.config.carrier === 'simulator')?.message;
}
