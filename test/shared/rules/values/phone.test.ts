import { expect, test } from 'vitest';
import { isE164Syntax, maskPhone, parseDialableNumber } from '../../../../shared/rules/values/phone.ts';

test('E.164 syntax is a plus, a digit other than zero and six to fourteen further digits', () => {
  for (const text of ['+14155552671', '+1234567890', '+6834002', '+123456789012345'])
    expect(isE164Syntax(text)).toBe(true);
  for (const text of [
    '+290123',
    '14155552671',
    '+04155552671',
    '+1 4155552671',
    '+1234567890123456',
    '+1415555267x',
    '',
    '+14155552671\n',
  ])
    expect(isE164Syntax(text)).toBe(false);
});

test('numbers are read as people write them', () => {
  const us = { e164: '+14155552671', country: 'US' };
  expect(parseDialableNumber('+14155552671')).toEqual(us);
  expect(parseDialableNumber(' +1 (415) 555-2671 ')).toEqual(us);
  expect(parseDialableNumber('415.555.2671', 'US')).toEqual(us);
  expect(parseDialableNumber('14155552671', 'us')).toEqual(us);
  expect(parseDialableNumber('011 44 20 7946 0958', 'US')).toEqual({ e164: '+442079460958', country: 'GB' });
  expect(parseDialableNumber('020 7946 0958', 'GB')).toEqual({ e164: '+442079460958', country: 'GB' });
  expect(parseDialableNumber('030 123456', 'DE')).toEqual({ e164: '+4930123456', country: 'DE' });
  expect(parseDialableNumber('+1 416 555 1234')).toEqual({ e164: '+14165551234', country: 'CA' });
});

test('a number written with a plus has its own country, whatever the default country is', () => {
  expect(parseDialableNumber('+442079460958', 'US')).toEqual({ e164: '+442079460958', country: 'GB' });
  expect(parseDialableNumber('+442079460958', 'Atlantis')).toEqual({ e164: '+442079460958', country: 'GB' });
});

test('every number of the simulated exchange +1 415 555 can be dialled', () => {
  for (let subscriber = 0; subscriber <= 9999; subscriber += 1) {
    const e164 = `+1415555${String(subscriber).padStart(4, '0')}`;
    expect(parseDialableNumber(e164)).toEqual({ e164, country: 'US' });
  }
});

test.each([
  ['', undefined, 'not_a_number'],
  ['call me', 'US', 'not_a_number'],
  ['call 415 555 2671', 'US', 'not_a_number'],
  ['1.41555E+10', 'US', 'not_a_number'],
  ['4'.repeat(100), 'US', 'not_a_number'],
  ['4155552671', undefined, 'country_needed'],
  ['4155552671', 'Atlantis', 'country_needed'],
  ['+9991234567', undefined, 'invalid'],
  ['+1 415 555', undefined, 'invalid'],
  ['555-2671', 'US', 'invalid'],
  ['911', 'US', 'invalid'],
  ['112', 'DE', 'invalid'],
  ['999', 'GB', 'invalid'],
  ['72000', 'US', 'invalid'],
  ['+11115552671', undefined, 'invalid'],
  ['+1234567890', undefined, 'invalid'],
  ['+1 415 555 2671 ext. 12', undefined, 'extension'],
  ['+1 900 555 1234', undefined, 'charged'],
  ['0900 1234567', 'DE', 'charged'],
  ['0844 123 4567', 'GB', 'charged'],
  ['070 1234 5678', 'GB', 'charged'],
  ['+979123456789', undefined, 'charged'],
  ['+882161234567', undefined, 'unreachable'],
])('%j in %s is refused as %s', (raw, country, problem) => {
  expect(parseDialableNumber(raw, country)).toEqual({
    problem,
    message: expect.stringMatching(/^(?:[A-Z].*\.|Invalid phone number format)$/) as string,
  });
});

test('a masked number shows its last four digits, and a short number none', () => {
  expect(maskPhone('+14155552671')).toBe('…2671');
  expect(maskPhone('+1234567')).toBe('…');
  expect(maskPhone('')).toBe('…');
});
