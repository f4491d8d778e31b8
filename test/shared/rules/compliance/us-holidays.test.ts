import { expect, test } from 'vitest';
import { isUsHoliday } from '../../../../shared/rules/compliance/us-holidays.ts';

const DAY_MS = 86_400_000;

const holidaysOf = (year: number) => {
  const days: string[] = [];
  for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += DAY_MS)
    if (isUsHoliday(ms / DAY_MS)) days.push(new Date(ms).toISOString().slice(5, 10));
  return days.join(' ');
};

test('the holidays are those that the Office of Personnel Management lists, with the dates themselves', () => {
  expect(holidaysOf(2025)).toBe('01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25');
  // Independence Day 2026 is a Saturday, so the holiday is observed on Friday, 3 July.
  expect(holidaysOf(2026)).toBe('01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25');
  // Juneteenth and Christmas 2027 are Saturdays. Independence Day 2027 is a Sunday. New Year's Day 2028 is a Saturday,
  // so the holiday is observed on 31 December 2027.
  expect(holidaysOf(2027)).toBe(
    '01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31',
  );
});
