/** The query parameters for a period of time. The parameters are the same in every list and every statistic. */
import { z } from '@hono/zod-openapi';
import { DateTime } from 'luxon';
import { accountSettings } from '../../sql/accounts/tenants.ts';
import type { Sql } from '../../sql/db.ts';
import { ianaZone } from './fields.ts';

/**
 * A date or a local time in `timezone`, or an exact time. The years are limited, so that the day after the latest date
 * has a four-digit year.
 */
const dateOrTime = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: 'must be a date, such as 2024-01-31, or a time: 2024-01-31T10:30:00 (in timezone) or 2024-01-31T10:30:00Z',
  })
  .refine((text) => text >= '1970' && text < '9999', 'must be from 1970 to 9998')
  .optional();

/** The query parameters of a period. {@link periodOf} converts the parameters to times. */
export const periodQuery = {
  date_from: dateOrTime.openapi({
    type: 'string',
    example: '2024-01-01',
    description: 'The first day (included), or a time',
  }),
  date_to: dateOrTime.openapi({
    type: 'string',
    example: '2024-01-31',
    description: 'The last day (included), or a time (excluded)',
  }),
  timezone: ianaZone
    .optional()
    .openapi({ description: 'The time zone of the days and of local times; by default that of the account' }),
};

type Dates = { date_from?: string | undefined; date_to?: string | undefined };

/** Returns the period `[from, before)`. If a parameter is missing, the period has no limit on that side. */
export function periodOf({ date_from, date_to, timezone: zone }: Dates & { timezone: string }): {
  from?: Date;
  before?: Date;
} {
  const from = date_from === undefined ? undefined : DateTime.fromISO(date_from, { zone });
  const to = date_to === undefined ? undefined : DateTime.fromISO(date_to, { zone });
  // Add a day and not 24 hours, because a day with a clock change has 23 or 25 hours.
  const before = date_to?.length === 'YYYY-MM-DD'.length ? to?.plus({ days: 1 }) : to;
  return { from: from?.toJSDate(), before: before?.toJSDate() };
}

/** Returns the period `[from, before)`. If the request names no time zone, the days are those of the account. */
export async function readPeriod(
  sql: Sql,
  tenantId: number,
  { timezone, ...dates }: Dates & { timezone?: string | undefined },
): Promise<{ from?: Date; before?: Date }> {
  if (dates.date_from === undefined && dates.date_to === undefined) return {};
  return periodOf({ ...dates, timezone: timezone ?? (await accountSettings(sql, tenantId)).timezone });
}
