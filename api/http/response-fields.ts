/** Field types of response schemas that both APIs use. */
import { z } from '@hono/zod-openapi';

export const uuid = z.uuid();

export const integer = z.number().int();

/** The integer id of an object, beside `id` in responses of the dialer API. */
export const numericId = integer.openapi({ description: 'The id that the CallCenter Pro API shows' });

/** A time in ISO 8601, in UTC and with milliseconds, as `Date.toISOString` returns a time. */
export const timestampWithExample = (example: string) => z.iso.datetime().openapi({ example });

export const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;

/**
 * Shows a time that a user gave, such as the start of a schedule. A time in whole seconds has no fraction, as the user
 * sent it. All other times have milliseconds.
 */
export const givenTimeOrNull = (date: Date | null) => date?.toISOString().replace('.000Z', 'Z') ?? null;

/**
 * Marks a member that the server computes and that changes by itself, such as a counter. A PUT request may contain the
 * member with any value, because the value that the client has read may be out of date
 * (`api/http/conventions/updates.ts`).
 */
export const computed = <T extends z.ZodType>(schema: T): T => schema.meta({ ...schema.meta(), readOnly: true });

export const isComputed = (schema: z.ZodType): boolean => schema.meta()?.['readOnly'] === true;

/** The hours of operation of a target or a buyer. */
export const OpeningHoursResponse = z
  .object({
    days: z.array(integer).openapi({ description: 'Sunday is 0', example: [1, 2, 3, 4, 5] }),
    start: z.string().openapi({ example: '09:00' }),
    end: z.string().openapi({ example: '17:00' }),
  })
  .openapi('OpeningHoursResponse');
