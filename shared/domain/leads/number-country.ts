/** The country of phone numbers that are written without a country code. */
import type { CountrySource } from '../../rules/leads/imports.ts';
import { countryOfNumber } from '../../rules/values/phone.ts';
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
