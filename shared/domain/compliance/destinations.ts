/**
 * Refuses numbers that the carrier must not be asked to call. All tenants share the carrier account, and calls to
 * premium-rate and satellite numbers cost several dollars a minute.
 */
import type { Context } from '../../context.ts';
import { invalidField } from '../../errors.ts';
import { dialProblem, enteredDestinationProblem } from '../../rules/compliance/destinations.ts';

/**
 * Asserts that a number may be stored as the phone of an agent, a buyer or a bidder.
 *
 * @param phone undefined or null if the request has no number
 * @throws DomainError `validation_failed` if the number must not be called
 */
export function assertDestination(field: string, phone: string | null | undefined): void {
  const problem = phone ? enteredDestinationProblem(phone, null) : undefined;
  if (problem) throw invalidField(field, `${field}: ${phone} is refused. ${problem.message}`, problem.problem);
}

/** Returns why the carrier must not be asked to call a number, as a sentence. Returns undefined if the call is allowed. */
export function dialRefusal({ config }: Pick<Context, 'config'>, phone: string): string | undefined {
  return dialProblem(phone, null, config.carrier === 'simulator')?.message;
}
