import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatForVisitors, withCallingCode } from '../../../../shared/rules/tracking/number-format.ts';

test.each([
  ['+1234567890', '(123) 456-7890'],
  ['+14155552671', '(415) 555-2671'],
  ['+442079460958', '+44 20 7946 0958'],
  ['+3312345678', '+33 12345678'],
  ['+999123456', '+999123456'],
])('%s is shown as %s', (e164, shown) => {
  expect(formatForVisitors(e164)).toBe(shown);
});

test.each([
  ['+14155552671', '+1 4155552671'],
  ['+442079460958', '+44 2079460958'],
  ['+999123456', '+999123456'],
])('%s is told as %s', (e164, told) => {
  expect(withCallingCode(e164)).toBe(told);
});

test('formatting never loses or adds a digit', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (e164) => {
      const digits = e164.slice(1);
      const shown = formatForVisitors(e164).replaceAll(/\D/g, '');
      expect([digits, digits.slice(1)]).toContain(shown);
      expect(withCallingCode(e164).replaceAll(' ', '')).toBe(e164);
    }),
  );
});
