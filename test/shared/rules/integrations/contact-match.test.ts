import { expect, test } from 'vitest';
import {
  isSamePhone,
  knownNames,
  namesToFill,
  nationalDigits,
  usualWritings,
} from '../../../../shared/rules/integrations/contact-match.ts';

test.each([
  ['+14155552671', '(415) 555-2671'],
  ['+14155552671', '415.555.2671'],
  ['+14155552671', '1-415-555-2671'],
  ['+14155552671', '14155552671'],
  ['+14155552671', '+1 415 555 2671'],
  ['+14155552671', '415-555-2671 ext. 12'],
  ['+442079460958', '020 7946 0958'],
  ['+442079460958', '+44 (0)20 7946 0958'],
  ['+442079460958', '0044 20 7946 0958'],
  ['+33142685300', '01 42 68 53 00'],
])('%s is written %s', (e164, text) => {
  expect(isSamePhone(text, e164)).toBe(true);
});

test.each([
  ['+14155552671', '(415) 555-2672'],
  ['+14155552671', '555-2671'],
  ['+14155552671', '+44 415 555 2671'],
  ['+14155552671', ''],
  ['+442079460958', '(207) 946-0958 x1'],
])('%s is not %s', (e164, text) => {
  expect(isSamePhone(text, e164)).toBe(false);
});

test('the digits and the writings of a number', () => {
  expect(nationalDigits('+14155552671')).toEqual({ significant: '4155552671', written: '4155552671' });
  expect(nationalDigits('+442079460958')).toEqual({ significant: '2079460958', written: '02079460958' });
  expect(usualWritings('+33142685300')).toEqual(['01 42 68 53 00', '+33 1 42 68 53 00']);
});

test.each(['', ' ', '-', '+14155552671', 'Unknown', 'N/A'])('the name "%s" says nothing', (name) => {
  expect(knownNames({ firstName: name, lastName: name })).toEqual({ firstName: null, lastName: null });
});

const names = (firstName: string | null, lastName: string | null) => ({ firstName, lastName });

test.each([
  [names('Jane', 'Smith'), names('J', 'Doe'), {}],
  [names('Jane', 'Smith'), names(null, null), {}],
  [names(null, '+14155552671'), names('Jane', 'Smith'), { firstName: 'Jane', lastName: 'Smith' }],
  [names(null, 'smith'), names('Jane', 'Smith'), { firstName: 'Jane' }],
  [names(null, 'Smith'), names('Bob', 'Jones'), {}],
  [names('', ''), names('unknown', 'Smith'), { lastName: 'Smith' }],
])('of a contact %j, who we know as %j, only what is missing is filled in', (stored, ours, filled) => {
  expect(namesToFill(stored, ours)).toEqual(filled);
});
