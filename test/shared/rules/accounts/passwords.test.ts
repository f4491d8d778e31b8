import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import {
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  passwordProblem,
} from '../../../../shared/rules/accounts/passwords.ts';

const owner = { email: 'jane.doe@example.com', username: 'jdoe' };

test('the list has at least the 3 000 most common passwords that satisfy the length rule, and refuses each', () => {
  const allowed = dictionary['passwords-common'].filter(
    ({ length }) => length >= PASSWORD_LENGTH_MIN && length <= PASSWORD_LENGTH_MAX,
  );
  expect(allowed.length).toBeGreaterThan(3_000);
  const accepted = allowed
    .slice(0, 3_000)
    .filter((password) => passwordProblem(password.toUpperCase(), owner) === undefined);
  expect(accepted).toEqual([]);
});

test.each(['password', 'PASSWORD', '12345678', 'Trustno1'])('%s is a common password', (password) => {
  expect(passwordProblem(password, owner)).toContain('most common');
});

test.each([
  'jane.doe@example.com',
  'JaneDoe1',
  'Jane-Doe-2026',
  'jdoe!!!!',
  'CallCenterPro1',
  'callcenter-pro',
  'dialer2026',
])('%s is a name of the user or the product', (password) =>
  expect(passwordProblem(password, owner)).toContain('must not be your name'),
);

test.each(['aaaaaaaa', 'AaAaAaAa', '1212121212'])('%s has too few characters', (password) => {
  expect(passwordProblem(password, owner)).toContain('different characters');
});

test('a user name of digits only is not a password', () => {
  expect(passwordProblem('4155551234', { ...owner, username: '4155551234' })).toContain('must not be your name');
});

test.each([
  'securePassword123',
  'correct horse battery staple',
  'jane likes 7 dialers',
  '7391046258',
  'пароль-для-работы',
])('%s is accepted', (password) => expect(passwordProblem(password, owner)).toBeUndefined());
