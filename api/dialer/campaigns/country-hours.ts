/** The hours that a campaign states for countries, as the dialer API reads and shows them. */
import { z } from '@hono/zod-openapi';
import { countryCode } from '../../../shared/rules/values/countries.ts';

/** The most windows of one country in a day. More windows than these would be minutes, not hours. */
const COUNTRY_WINDOWS_MAX = 6;

const hourAndMinute = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day, such as 09:00');
const countryWindow = z
  .strictObject({ start: hourAndMinute, end: hourAndMinute })
  .refine(({ start, end }) => start < end, { path: ['end'], message: 'must be after start' });

export const countryHours = z
  .record(
    z.string().refine((code) => countryCode(code) === code, 'must be the ISO code of a country, such as JP'),
    z
      .array(countryWindow)
      .min(1)
      .max(COUNTRY_WINDOWS_MAX)
      .refine((windows) => windows.every(({ start }, index) => index === 0 || windows[index - 1]!.end < start), {
        message: 'must be in the order of the day, and must not overlap',
      }),
  )
  .openapi('CountryHours', {
    description:
      'Hours by country (ISO 3166-1 alpha-2 code), in local time of the called person. A country whose law the product ' +
      'does not know (`no_rules_for_country`), or where people must agree before a call (`consent_required`), is only ' +
      'called with such hours. With them you confirm that you know the law of the country, and that the people on your ' +
      'list agreed to calls where they must. Where the product knows the legal hours, both apply.',
    example: { JP: [{ start: '09:00', end: '18:00' }] },
  });
