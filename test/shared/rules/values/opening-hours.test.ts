import { expect, test } from 'vitest';
import { isOpenAt } from '../../../../shared/rules/values/opening-hours.ts';

const weekdays = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };
const at = (text: string) => Date.parse(text);

test.each([
  ['America/New_York', '2026-01-13T14:00:00Z', true],
  ['America/New_York', '2026-01-13T13:59:59Z', false],
  ['America/New_York', '2026-01-13T22:00:00Z', false],
  ['America/Los_Angeles', '2026-01-13T14:00:00Z', false],
  // On 16 January 2026 at 21:00 UTC, it is Saturday in Auckland and Friday in London.
  ['Pacific/Auckland', '2026-01-16T21:00:00Z', false],
  ['Europe/London', '2026-01-16T12:00:00Z', true],
])('in %s at %s: %s', (zone, time, open) => expect(isOpenAt(weekdays, zone, at(time))).toBe(open));

test('a night shift belongs to the day it begins on', () => {
  const night = { days: [5], start: '22:00', end: '06:00' };
  expect(isOpenAt(night, 'UTC', at('2026-01-16T23:00:00Z'))).toBe(true);
  expect(isOpenAt(night, 'UTC', at('2026-01-17T05:59:00Z'))).toBe(true);
  expect(isOpenAt(night, 'UTC', at('2026-01-16T05:00:00Z'))).toBe(false);
});

test('equal times are the whole day, and no hours are always', () => {
  const day = { days: [2], start: '00:00', end: '00:00' };
  expect(isOpenAt(day, 'UTC', at('2026-01-13T23:59:59Z'))).toBe(true);
  expect(isOpenAt(day, 'UTC', at('2026-01-14T00:00:00Z'))).toBe(false);
  expect(isOpenAt(null, 'UTC', 0)).toBe(true);
});
