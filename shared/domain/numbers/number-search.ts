/** The search for phone numbers that the carrier sells: the request of the API, and the job `numbers.search`. */
import type { Context } from '../../context.ts';
import { invalidField } from '../../errors.ts';
import type { Payload, PayloadInput, Result } from '../../jobs.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { refusalMessage, requestJob } from './carrier-account.ts';

/**
 * Searches the phone numbers that the carrier offers for sale.
 *
 * @throws DomainError `validation_failed` with the carrier's message if the carrier does not sell numbers of the
 *   country or type
 */
export async function searchNumbers(ctx: Context, actor: Actor, query: PayloadInput<'numbers.search'>) {
  authorize(actor, 'numbers.write');
  const { problem, numbers } = await requestJob(ctx, 'numbers.search', query);
  if (problem !== null) throw invalidField('type', `The carrier has no such numbers: ${problem}`);
  return numbers;
}

/** Runs the search at the carrier. `problem` is the carrier's message if the carrier refuses the search. */
export async function runNumberSearch(
  ctx: Context,
  query: Payload<'numbers.search'>,
): Promise<Result<'numbers.search'>> {
  try {
    return { problem: null, numbers: await ctx.carrier.numbers.search(query) };
  } catch (error) {
    return { problem: refusalMessage(error), numbers: [] };
  }
}
