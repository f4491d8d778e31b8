import { expect, test } from 'vitest';
import { callerNumberOf } from '../../../../shared/rules/values/caller-number.ts';

test.each([
  '+266696687',
  '+7378742833',
  '+86282452253',
  '+8656696',
  '+2562533',
  'anonymous',
  'Restricted',
  'unavailable',
  '',
  'sip:someone@example.com',
  'client:browser',
])('%j is no number of a caller', (text) => {
  expect(callerNumberOf(text)).toBeNull();
});

test.each(['+14155551234', '+447911123456', '+1234567890'])('%s is the number of a caller', (number) => {
  expect(callerNumberOf(number)).toBe(number);
});
