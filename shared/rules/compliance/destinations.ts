/** Checks whether the carrier may be asked to call a number: a destination of this platform. */
import { parseDialableNumber } from '../values/phone.ts';

/** The carrier's addresses of programs that have registered with a device token begin so. */
const CLIENT_PREFIX = 'client:';

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

/**
 * Calling codes that belong to no country: satellite phones, international networks and shared-cost numbers. The numbering
 * plan is not needed to refuse them.
 */
const CODES_WITHOUT_COUNTRY = /^\+(?:80[08]|87\d|88[1238]|979)/;

/**
 * Like {@link destinationProblem}, for a number that a user enters. A number that does not exist is accepted, because the
 * examples of the API documents are such numbers. Before a call, {@link dialProblem} refuses the number.
 */
export function enteredDestinationProblem(
  e164: string,
  allowedCountries: readonly string[] | null,
): DestinationProblem | undefined {
  const found = destinationProblem(e164, allowedCountries);
  return found?.problem === 'invalid' && !CODES_WITHOUT_COUNTRY.test(e164) ? undefined : found;
}

/**
 * Like {@link destinationProblem}, for an address that is about to be called. The simulated carrier also calls numbers that
 * do not exist, because its people may have such numbers.
 */
export function dialProblem(
  e164: string,
  allowedCountries: readonly string[] | null,
  isSimulated: boolean,
): DestinationProblem | undefined {
  // A browser of an agent, which only this platform can name: users enter phone numbers.
  if (e164.startsWith(CLIENT_PREFIX)) return undefined;
  return (isSimulated ? enteredDestinationProblem : destinationProblem)(e164, allowedCountries);
}
