/** The stretch of time that a list or statistic is asked for, the same in every route. */
import { z } from '@hono/zod-openapi';
import { DateTime } from 'luxon';
import { ianaZone } from './fields.ts';

/** A day or time of the zone that was asked for, or an exact time. Nothing happened here before 1970, and the day after must have a name. */
const when = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: 'must be a date, such as 2024-01-31, or a time: 2024-01-31T10:30:00 (in timezone) or 2024-01-31T10:30:00Z',
  })
  .refine((text) => text >= '1970' && text < '9999', 'must be from 1970 to 9998')
  .optional();

/** Query parameters; {@link periodOf} reads them. */
export const period = {
  date_from: when.openapi({ type: 'string', example: '2024-01-01', description: 'First day, included; or a time' }),
  date_to: when.openapi({
    type: 'string',
    example: '2024-01-31',
    description: 'Last day, included; or a time, excluded',
  }),
  timezone: ianaZone.default('UTC').openapi({ description: 'The zone whose days are meant.' }),
};

type Query = { date_from?: string | undefined; date_to?: string | undefined; timezone: string };

/** `[from, before)`; an end that was not asked for is open. */
export function periodOf({ date_from, date_to, timezone: zone }: Query): { from?: Date; before?: Date } {
  const from = date_from === undefined ? undefined : DateTime.fromISO(date_from, { zone });
  const to = date_to === undefined ? undefined : DateTime.fromISO(date_to, { zone });
  // A day, not 24 hours: on a change of clocks it has 23 or 25.
  const before = date_to?.length === 'YYYY-MM-DD'.length ? to?.plus({ days: 1 }) : to;
  return { from: from?.toJSDate(), before: before?.toJSDate() };
}
