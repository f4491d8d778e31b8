/** The country of phone numbers that are written without a country code. */
import type { CountrySource } from '../../rules/leads/imports.ts';
import { countryOfNumber, isE164Syntax, parseDialableNumber } from '../../rules/values/phone.ts';
import { parseWrittenNumber, phoneTexts } from '../../rules/values/phone-text.ts';
import { invalidField } from '../../errors.ts';
import { listCallerIds } from '../../../sql/campaigns/campaigns.ts';
import type { Sql } from '../../../sql/db.ts';

export type NumberCountry = { defaultCountry: string | null; countryFrom: CountrySource | null };

/**
 * Decides the country of numbers without a country code: the country that the user names, or else the country of the
 * campaign's caller ID. Without a campaign, and for a campaign without a caller ID, the caller IDs of all campaigns of
 * the tenant count, if all of them are from one country.
 *
 * @param named the country that the user names
 * @param callerId the caller ID of the campaign
 */
export async function numberCountry(
  sql: Sql,
  tenantId: number,
  named: string | null,
  callerId: string | null = null,
): Promise<NumberCountry> {
  if (named !== null) return { defaultCountry: named, countryFrom: 'form' };
  const callerIds = callerId === null ? await listCallerIds(sql, tenantId) : [callerId];
  const countries = new Set(callerIds.map(countryOfNumber));
  const [country] = countries;
  if (countries.size !== 1 || country === undefined) return { defaultCountry: null, countryFrom: null };
  return { defaultCountry: country, countryFrom: 'caller_id' };
}

/** Matches a number with the punctuation of North America. Other countries do not write their numbers like this. */
const NORTH_AMERICAN = /^\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[.-]\d{4}$/;

/**
 * Reads the number of a request to a do-not-call list exactly as an import reads the number. A number that cannot be
 * dialled is read too, if it is written in full, because a person's wish counts for every number.
 *
 * @param named the country of the number, if it is written without a country code
 * @returns the number in E.164 form
 * @throws DomainError `invalid` if the text is not one number, or its country is unknown
 */
export async function readDoNotCallNumber(
  sql: Sql,
  tenantId: number,
  text: string,
  named: string | null = null,
): Promise<string> {
  const [number, second] = phoneTexts(text).numbers;
  if (!number) throw invalidField('phone', 'This is not a phone number. Write it with + and its calling code.');
  if (second) throw invalidField('phone', 'These are several phone numbers. Send one number at a time.');
  const { defaultCountry } = await numberCountry(sql, tenantId, named);
  const country = defaultCountry ?? (NORTH_AMERICAN.test(number.text) ? 'US' : undefined);
  const phone = parseWrittenNumber(number.text, country, parseDialableNumber);
  if (phone.problem === undefined) return phone.e164;
  const complete = `+${number.text.replaceAll(/\D/g, '')}`;
  if (number.text.startsWith('+') && isE164Syntax(complete)) return complete;
  throw invalidField('phone', phone.message);
}
