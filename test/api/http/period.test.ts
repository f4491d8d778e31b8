import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { periodQuery, periodOf } from '../../../api/http/period.ts';

const zones = fc.constantFrom('UTC', 'America/New_York', 'Europe/London', 'Asia/Kolkata', 'Pacific/Kiritimati');
const days = fc
  .date({ min: new Date('1970-01-02'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** Returns the date of a moment in the time zone, as `YYYY-MM-DD`. */
const dayOf = (at: Date, timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);

test('both days are included completely, in their time zone', () => {
  fc.assert(
    fc.property(days, zones, (day, timezone) => {
      const { from, before } = periodOf({ date_from: day, date_to: day, timezone });
      expect(dayOf(from!, timezone)).toBe(day);
      expect(dayOf(new Date(from!.getTime() - 1), timezone) < day).toBe(true);
      expect(dayOf(new Date(before!.getTime() - 1), timezone)).toBe(day);
      expect(dayOf(before!, timezone) > day).toBe(true);
    }),
  );
});

function hoursIn(day: string): number {
  const { from, before } = periodOf({ date_from: day, date_to: day, timezone: 'America/New_York' });
  return (before!.getTime() - from!.getTime()) / 3_600_000;
}

test('a day with a clock change has its real length', () => {
  expect(['2026-03-08', '2026-03-09', '2026-11-01'].map(hoursIn)).toEqual([23, 24, 25]);
});

test('a time without an offset is in the requested time zone', () => {
  const asked = z.object(periodQuery).parse({ date_from: '2024-01-15T10:30:00', timezone: 'America/New_York' });
  expect(periodOf({ timezone: 'UTC', ...asked })).toEqual({ from: new Date('2024-01-15T15:30:00Z') });
});

test.each(['yesterday', '15.01.2024', '2024-01-15 10:30', '2024-01-15T10:30:00 02:00'])(
  '%s is refused with the valid formats',
  (date_from) => {
    const { error } = z.object(periodQuery).safeParse({ date_from });
    const message = error?.issues[0]?.message ?? '';
    const forms = message.match(/\d{4}-\d\d-\d\d[T\d:Z]*/g) ?? [];
    expect(forms).toHaveLength(3);
    for (const form of forms) expect(z.object(periodQuery).safeParse({ date_from: form }).success).toBe(true);
  },
);

test('an exact time is used unchanged, and a missing end is open', () => {
  const time = '2024-01-31T10:00:00+01:00';
  const at = new Date('2024-01-31T09:00:00Z');
  expect(periodOf({ date_from: time, date_to: time, timezone: 'Asia/Tokyo' })).toEqual({ from: at, before: at });
  expect(periodOf({ timezone: 'UTC' })).toEqual({});
});
