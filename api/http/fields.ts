/** Field types of request bodies and queries that both APIs use. */
import { z } from '@hono/zod-openapi';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../../shared/rules/accounts/passwords.ts';
import { countryCode } from '../../shared/rules/values/countries.ts';
import { isTimeZone } from '../../shared/rules/values/local-time.ts';
import { isSipAddress, readSipAddress } from '../../shared/rules/values/sip-address.ts';
import { isSafeText, nameText, safeText, UNSAFE_TEXT_MESSAGE } from './safe-text.ts';

/**
 * A phone number in E.164 syntax. Only the syntax is checked, because some examples in the API documents are numbers
 * that cannot be dialed. Before a call, the dialer checks whether the number can be dialed.
 */
export const e164 = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form, such as +14155551234')
  .openapi({ example: '+14155551234' });

/** A password that a user chooses. The domain also checks that the password is not easy to guess. */
export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `must have at least ${PASSWORD_LENGTH_MIN} characters`)
  .max(PASSWORD_LENGTH_MAX)
  .openapi({ example: 'securePassword123' });

/** A code that an administrator has passed on. It is longer than our codes, for codes that we may make later. */
export const oneTimeCode = z.string().min(1).max(200);

/** A code of an authenticator app, or a recovery code. It may contain spaces and hyphens. */
export const secondFactorCode = z.string().min(1).max(100).openapi({
  example: '123456',
  description: 'A code of your authenticator app, or a recovery code. Each code works once',
});

/** The code of the second factor in the body of a login. */
export const loginCode = secondFactorCode.optional().openapi({
  description:
    'Needed if the user has a second factor: a code of the authenticator app, or a recovery code. Each code works once. ' +
    'Without a code, the reply is 401 and `details[0].code` is `second_factor_required`. With a wrong or used code, it is ' +
    '`second_factor_invalid`',
});

/** A password that is only compared. A password from before the length rule may be shorter. */
export const currentPassword = z.string().max(PASSWORD_LENGTH_MAX);

/** A country as its ISO 3166-1 alpha-2 code. */
export const country = z
  .string()
  .max(2)
  .refine((code) => countryCode(code) === code, 'must be the ISO code of a country, such as US');

export const ianaZone = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone, such as America/Los_Angeles')
  .openapi({ example: 'America/Los_Angeles' });

/** An ISO 4217 code. Lower case is accepted. */
export const currencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'must be an ISO 4217 code, such as USD')
  .transform((code) => code.toUpperCase())
  .openapi({ type: 'string', example: 'USD' });

/** The day of exchange rates. The years are those in which this product can have been used. */
export const rateDay = z.iso
  .date()
  .refine((day) => day >= '2000' && day < '2100', 'must be from 2000 to 2099')
  .openapi({ example: '2025-03-03' });

/** Exchange rates of a day, as their source publishes them. */
export const exchangeRatesOfDay = {
  date: rateDay,
  base: currencyCode.default('USD').openapi({ description: 'One unit of this currency buys the amounts in `rates`' }),
  source: safeText(100).min(1).openapi({ example: 'European Central Bank' }),
  rates: z
    .record(currencyCode, z.number().min(1e-9).max(1e9))
    .refine((rates) => Object.keys(rates).length > 0, 'must name at least one currency')
    .openapi({
      example: { USD: 1.0465, GBP: 0.8267 },
      description:
        'Units of each currency for one unit of the base. With another base than USD, USD must be one of them',
    }),
};

/** How long a conversation must last for a call to convert. */
export const conversionSeconds = z.number().int().min(0).max(86_400).openapi({ example: 60 });

const hourAndMinute = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 09:00');

/** Hours of operation in a zone of their own. If `end` is not after `start`, they end on the next day. */
export const openingHours = z.strictObject({
  days: z
    .array(z.number().int().min(0).max(6))
    .max(7)
    .openapi({ description: 'Sunday is 0', example: [1, 2, 3, 4, 5] }),
  start: hourAndMinute,
  end: hourAndMinute,
});

/** A SIP address. The scheme may be written in upper case. */
export const sipAddress = z
  .string()
  .max(300)
  .transform((text) => readSipAddress(text) ?? text)
  .refine(isSipAddress, 'must be a SIP address, such as sip:sales@pbx.example.com')
  .openapi({ type: 'string', example: 'sip:sales@pbx.example.com' });

/** A local time of day. The database and the responses contain seconds: `09:00` becomes `09:00:00`. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'must be a time of day, such as 09:00:00')
  .transform((time) => (time.length === 5 ? `${time}:00` : time))
  .openapi({ type: 'string', example: '09:00:00' });

/**
 * Whether the year is from 1970 to 9998. The year 9999 is not supported, because the next calling day could be in the
 * year 10000, which has five digits.
 */
const isInSupportedYears = (time: Date) => time.getTime() >= 0 && time.getUTCFullYear() < 9999;

export const dateTime = z.iso
  .datetime({ offset: true, message: 'must be an ISO 8601 time with its zone, such as 2024-01-01T09:00:00Z' })
  .transform((text) => new Date(text))
  .refine(isInSupportedYears, 'must be from 1970 to 9998')
  .openapi({ type: 'string', format: 'date-time' });

/** A time that may be null. The OpenAPI type is set here, because zod-openapi drops the null of a transformed type. */
export const optionalDateTime = dateTime.nullable().openapi({ type: ['string', 'null'], format: 'date-time' });

export const httpUrl = z
  .url({ protocol: /^https?$/, message: 'must be an http or https URL' })
  .max(2_000)
  .refine(isSafeText, UNSAFE_TEXT_MESSAGE)
  .openapi({ example: 'https://example.com/voicemail.mp3' });

/** Seconds for which a phone rings. The minimum is the rule of the United States for outbound calls. */
export const ringSecondsMax = z.number().int().min(15, 'must be at least 15 seconds of ringing, by law').max(120);

const SKILLS_MAX = 100;

/** The skills of an agent or campaign. Upper and lower case matter: "Sales" and "sales" are two skills. */
export const skills = z
  .array(nameText(100))
  .max(SKILLS_MAX)
  .openapi({ example: ['sales', 'support'] });

export const agentPriority = z.number().int().min(0).max(1_000_000).openapi({
  description: 'Agents with a lower number get calls first. Agents with the same number take turns',
  example: 1,
});

const DOLLARS_MAX = 100_000;

/** An amount of money in dollars. The database contains the amount in millionths of a dollar (`…Micros`). */
export const dollars = z.number().min(0).max(DOLLARS_MAX).multipleOf(0.000001).openapi({ example: 25 });
