import { expect, test } from 'vitest';
import { callRoom, LIMIT_DEFAULTS, limitMessage, spendOf } from '../../../../shared/rules/accounts/limits.ts';

const none = { ...LIMIT_DEFAULTS.simulator, live_calls: null, spend_per_day: null };
const use = { liveCalls: 3, endedDollars: 1, liveMinutes: 10 };

test('without limits there is room for every call', () => {
  expect(callRoom(none, use)).toEqual({ calls: Infinity, problem: undefined });
});

test('the room is what both limits allow', () => {
  expect(callRoom({ ...none, live_calls: 5 }, use).calls).toBe(2);
  expect(spendOf(use)).toBe(1.14);
  // 0.028 dollars are left: two calls of a minute each.
  expect(callRoom({ ...none, live_calls: 100, spend_per_day: 1.168 }, use).calls).toBe(2);
});

test('a limit that is reached is named, with its value, its use and who can raise it', () => {
  expect(callRoom({ ...none, live_calls: 3 }, use).problem).toEqual({
    name: 'live_calls',
    message: limitMessage('live_calls', 3, 3),
  });
  expect(callRoom({ ...none, spend_per_day: 1 }, use).problem?.name).toBe('spend_per_day');
  expect(limitMessage('live_calls', 3, 3)).toBe(
    'The limit live_calls of your account is reached: 3 of 3 calls at one time are used. GET /api/limits shows all ' +
      'limits. The operator of this installation can raise the limit.',
  );
});

test('with a real carrier the defaults allow the United States and Canada only, and limit the cost', () => {
  expect(LIMIT_DEFAULTS.twilio).toMatchObject({ destination_countries: ['US', 'CA'], spend_per_day: 500 });
  expect(Object.values(LIMIT_DEFAULTS.twilio)).not.toContain(null);
});
