/** Field types of response schemas that both APIs use. */
import { z } from '@hono/zod-openapi';

export const uuid = z.uuid();

export const integer = z.number().int();

/** A time in ISO 8601, in UTC and with milliseconds, as `Date.toISOString` returns a time. */
export const timestampWithExample = (example: string) => z.iso.datetime().openapi({ example });

export const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;
