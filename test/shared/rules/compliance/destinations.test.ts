import { expect, test } from 'vitest';
import {
  destinationProblem,
  dialProblem,
  enteredDestinationProblem,
} from '../../../../shared/rules/compliance/destinations.ts';

test('a number in an allowed country may be called', () => {
  expect(destinationProblem('+14155552671', ['US', 'CA'])).toBeUndefined();
  expect(destinationProblem('+14165551234', ['US', 'CA'])).toBeUndefined();
  expect(destinationProblem('+442079460958', null)).toBeUndefined();
});

test('a number in another country is refused with the limit, its value, and who can change it', () => {
  const refusal = destinationProblem('+442079460958', ['US', 'CA']);
  expect(refusal).toEqual({
    problem: 'country_not_allowed',
    message:
      'This account may not call numbers of the country GB. Its limit destination_countries is: US, CA. ' +
      'The operator of this installation can change the limit.',
  });
  expect(destinationProblem('+14155552671', [])?.message).toContain('no country');
});

test.each([
  ['a US premium-rate number', '+19005551234', 'charged'],
  ['an Iridium satellite phone', '+881631234567', 'unreachable'],
  ['a Globalstar satellite phone', '+881812345678', 'unreachable'],
  ['an international network', '+883510001234567', 'unreachable'],
  ['a text that is no number', 'call me', 'not_a_number'],
])('%s is refused even if every country is allowed', (_name, number, problem) => {
  expect(destinationProblem(number, null)?.problem).toBe(problem);
});

test('a number that does not exist may be entered, but not called by a real carrier', () => {
  expect(enteredDestinationProblem('+1234567890', null)).toBeUndefined();
  expect(dialProblem('+1234567890', null, true)).toBeUndefined();
  expect(dialProblem('+1234567890', null, false)?.problem).toBe('invalid');
});

test.each(['+19005551234', '+881631234567', '+88163', '+8701', '+8081', '+97912'])('%s may not be entered', (number) =>
  expect(enteredDestinationProblem(number, null)).toBeDefined(),
);

test.each(['+8801712345678', '+886912345678'])('%s is in a country', (number) =>
  expect(enteredDestinationProblem(number, null)).toBeUndefined(),
);
