/** Checks whether the carrier may be asked to call a number: a destination of this platform. */
import { parseDialableNumber } from '../values/phone.ts';

/** Why a destination is refused. `message` is for the user who entered the number. */
export type DestinationProblem = { problem: string; message: string };

/**
 * Returns why a number must not be called, or undefined if the number may be called.
 *
 * Premium-rate numbers and numbers without a country (satellite phones, `+88x`) are always refused, because toll fraud
 * uses them: the caller pays several dollars a minute. Every other number must be in an allowed country.
 *
 * @param allowedCountries ISO 3166-1 alpha-2 codes, the limit `destination_countries`; null allows every country
 */
export function destinationProblem(
  e164: string,
  allowedCountries: readonly string[] | null,
): DestinationProblem | undefined {
  const phone = parseDialableNumber(e164);
  if (phone.problem) return { problem: phone.problem, message: phone.message };
  if (allowedCountries === null || allowedCountries.includes(phone.country)) return undefined;
  const allowed = allowedCountries.join(', ') || 'no country';
  return {
    problem: 'country_not_allowed',
    message:
      `This account may not call numbers of the country ${phone.country}. Its limit destination_countries is: ${allowed}. ` +
      'The operator of this installation can change the limit.',
  };
}
