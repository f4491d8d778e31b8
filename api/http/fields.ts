/** Field types that both dialects share. */
import { z } from '@hono/zod-openapi';
import { isZone } from '../../shared/rules/values/local-time.ts';
import { isStorable, storable, UNSTORABLE } from './safe-text.ts';

/** E.164 syntax only: the documents' own examples are not all dialable, so dialability is checked before dialling. */
export const e164 = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form, such as +14155551234')
  .openapi({ example: '+14155551234' });

export const ianaZone = z
  .string()
  .refine(isZone, 'must be an IANA time zone, such as America/Los_Angeles')
  .openapi({ example: 'America/Los_Angeles' });

/** Stored and shown with seconds. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'must be a time of day, such as 09:00:00')
  .transform((time) => (time.length === 5 ? `${time}:00` : time))
  .openapi({ type: 'string', example: '09:00:00' });

/** Nothing was planned before 1970, and beyond 9998 the next lawful day might have no four-digit year. */
const isPlannable = (time: Date) => time.getTime() >= 0 && time.getUTCFullYear() < 9999;

export const dateTime = z.iso
  .datetime({ offset: true, message: 'must be an ISO 8601 time with its zone, such as 2024-01-01T09:00:00Z' })
  .transform((text) => new Date(text))
  .refine(isPlannable, 'must be from 1970 to 9998')
  .openapi({ type: 'string', format: 'date-time' });

/** A time that may be absent; said here because a transformed type would lose its null in the API description. */
export const optionalDateTime = dateTime.nullable().openapi({ type: ['string', 'null'], format: 'date-time' });

export const httpUrl = z
  .url({ protocol: /^https?$/, message: 'must be an http or https URL' })
  .max(2_000)
  .refine(isStorable, UNSTORABLE)
  .openapi({ example: 'https://example.com/voicemail.mp3' });

const SKILLS_MAX = 100;

/** Compared letter for letter, so "Sales" is another skill than "sales". */
export const skills = z
  .array(storable(100).trim().min(1, 'must not be empty'))
  .max(SKILLS_MAX)
  .openapi({ example: ['sales', 'support'] });

export const agentPriority = z
  .number()
  .int()
  .min(0)
  .max(1_000_000)
  .openapi({ description: 'Lower is given calls first; equals take turns', example: 1 });

const DOLLARS_MAX = 100_000;

/** An amount of money as people write it; kept in millionths. */
export const dollars = z.number().min(0).max(DOLLARS_MAX).multipleOf(0.000001).openapi({ example: 25 });
