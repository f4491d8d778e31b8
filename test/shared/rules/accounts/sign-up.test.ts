import { expect, test } from 'vitest';
import { decideFounding, type Founding } from '../../../../shared/rules/accounts/sign-up.ts';

const founding = (fields: Partial<Founding>): Founding => ({
  signUp: 'open',
  isSimulated: false,
  isFirst: false,
  isInvited: false,
  ...fields,
});

test.each<[string, Partial<Founding>, string]>([
  ['open, simulator', { isSimulated: true }, 'active'],
  ['open, real carrier, first', { isFirst: true }, 'active'],
  ['open, real carrier, later', {}, 'pending'],
  ['open, real carrier, invited', { isInvited: true }, 'active'],
  ['first, first', { signUp: 'first', isFirst: true }, 'active'],
  ['first, later', { signUp: 'first' }, 'refused'],
  ['first, later and invited', { signUp: 'first', isInvited: true }, 'active'],
  ['invite, first', { signUp: 'invite', isFirst: true }, 'refused'],
  ['invite, invited', { signUp: 'invite', isInvited: true }, 'active'],
  ['invite, simulator', { signUp: 'invite', isSimulated: true }, 'refused'],
  ['closed, first and invited', { signUp: 'closed', isFirst: true, isInvited: true }, 'refused'],
])('%s', (_name, fields, expected) => {
  const decision = decideFounding(founding(fields));
  expect('status' in decision ? decision.status : 'refused').toBe(expected);
});
