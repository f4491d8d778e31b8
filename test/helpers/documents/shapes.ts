/**
 * What the values in the replies of the two API documents stand for. The example `1` of an id stands for any whole
 * number, `"uuid"` for any UUID, and so on. A reply may have more members than its document prints.
 */
import { z } from 'zod';

export const uuid = z.uuid();
/** A value that the document prints without a fraction: ids, counts, seconds, milliseconds. */
export const integer = z.int();
/** A value that the document prints with a fraction: money, shares, averages. */
export const decimal = z.number();
export const flag = z.boolean();
export const text = z.string();
export const filledText = z.string().min(1);
export const url = z.url();
/** A time as the documents print it, in UTC and without a fraction of a second: `2025-01-01T00:00:00Z`. */
export const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'expected a time such as 2025-01-01T00:00:00Z');
export const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'expected a phone number such as +14155551234');
export const email = z.email();
export const sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}\\w+$`), `expected a sid: ${prefix}…`);
export const one = <const Words extends readonly string[]>(...words: Words) => z.enum(words);
export const shape = z.object;

/** The members that may be null in a reply, although the document prints a value. */
const valuesExpectedOnce = new WeakSet<z.ZodType>();

/** A value that some rows do not have, such as the end of a call that goes on. At least one row of a list has it. */
export function sometimes<T extends z.ZodType>(schema: T) {
  const nullable = schema.nullable();
  valuesExpectedOnce.add(nullable);
  return nullable;
}

/** A member that the document prints as null: null, or a value of this kind. */
export const nullOr = <T extends z.ZodType>(schema: T) => schema.nullable();

/** A list with at least one row. Members that only {@link sometimes} have a value have it in at least one row. */
export function list<T extends z.ZodType>(row: T) {
  const members = row instanceof z.ZodObject ? Object.entries<z.ZodType>(row.shape) : [];
  const expected = members.flatMap(([name, schema]) => (valuesExpectedOnce.has(schema) ? [name] : []));
  return z
    .array(row)
    .min(1)
    .superRefine((rows, context) => {
      for (const name of expected)
        if (rows.every((each) => (each as Record<string, unknown>)[name] === null))
          context.addIssue({ code: 'custom', path: [0, name], message: 'expected a value in at least one row' });
    });
}

/** A reply with TwiML. The parts stand in the reply in this order. */
export const twiml = (...parts: string[]) =>
  z
    .string()
    .regex(
      new RegExp(
        `^<\\?xml version="1\\.0" encoding="UTF-8"\\?>\\s*<Response>.*${parts.join('.*')}.*</Response>\\s*$`,
        's',
      ),
      `expected TwiML with ${parts.join(', ')}`,
    );
