import { expect, test } from 'vitest';
import { DEFAULT_RETRY_POLICY } from '../../../../shared/rules/campaigns/retry-policy.ts';
import { chooseNumber, type LeadNumber } from '../../../../shared/rules/dialing/next-number.ts';

/** A Tuesday, 10:00 in New York. */
const NOW = Date.parse('2026-01-13T15:00:00Z');
const MINUTE = 60_000;

const [FIRST, SECOND, THIRD] = ['+12125550101', '+12125550102', '+12125550103'] as const;
const CAMPAIGN = {
  scheduleStart: null,
  scheduleEnd: null,
  timezone: 'America/New_York',
  callingHoursStart: '08:00:00',
  callingHoursEnd: '21:00:00',
  countryHours: {},
  retryPolicy: { ...DEFAULT_RETRY_POLICY, maxAttempts: 2, delayMinutes: 60, retryOnNoAnswer: true },
};

const number = (phone: string, fields: Partial<LeadNumber> = {}): LeadNumber => ({
  phone,
  type: null,
  attempts: 0,
  lastEndedAt: null,
  isUsable: true,
  ...fields,
});
const calledAt = (ms: number, attempts = 1) => ({ attempts, lastEndedAt: new Date(ms) });

const choose = (
  numbers: LeadNumber[],
  called: string = FIRST,
  endedAtMs = NOW,
  campaign: Partial<typeof CAMPAIGN> = {},
) => chooseNumber(numbers, { phone: called, endedAtMs }, { ...CAMPAIGN, ...campaign });

test('the next number that was not called is due at once', () => {
  const numbers = [number(FIRST, calledAt(NOW)), number(SECOND), number(THIRD)];
  expect(choose(numbers)).toEqual({ phone: SECOND, atMs: NOW });
  expect(choose(numbers, SECOND)).toEqual({ phone: THIRD, atMs: NOW });
});

test('after the last number the first is next, after the delay of the retry policy', () => {
  const numbers = [number(FIRST, calledAt(NOW - 30 * MINUTE)), number(SECOND, calledAt(NOW))];
  expect(choose(numbers, SECOND)).toEqual({ phone: FIRST, atMs: NOW + 30 * MINUTE });
});

test('a number whose delay is over is due at the end of the call, and not before', () => {
  const numbers = [number(FIRST, calledAt(NOW - 300 * MINUTE)), number(SECOND, calledAt(NOW))];
  expect(choose(numbers, SECOND)).toEqual({ phone: FIRST, atMs: NOW });
});

test('of two numbers that are due at the same time, the next in the order comes first', () => {
  const numbers = [number(FIRST), number(SECOND, calledAt(NOW)), number(THIRD)];
  expect(choose(numbers, SECOND)).toEqual({ phone: THIRD, atMs: NOW });
});

test('a number without attempts left is left out, and the attempts count for each number', () => {
  const numbers = [number(FIRST, calledAt(NOW, 2)), number(SECOND, calledAt(NOW - MINUTE, 1))];
  expect(choose(numbers)).toEqual({ phone: SECOND, atMs: NOW + 59 * MINUTE });
  expect(choose([number(FIRST, calledAt(NOW, 2)), number(SECOND, calledAt(NOW, 2))])).toBeUndefined();
});

test('without retries after no answer, each number is called once', () => {
  const campaign = { retryPolicy: { ...CAMPAIGN.retryPolicy, retryOnNoAnswer: false } };
  expect(choose([number(FIRST, calledAt(NOW)), number(SECOND)], FIRST, NOW, campaign)?.phone).toBe(SECOND);
  expect(choose([number(FIRST, calledAt(NOW)), number(SECOND, calledAt(NOW))], FIRST, NOW, campaign)).toBeUndefined();
});

test('a number that must not be called is left out', () => {
  expect(choose([number(FIRST, calledAt(NOW)), number(SECOND, { isUsable: false }), number(THIRD)])?.phone).toBe(THIRD);
  expect(choose([number(FIRST, { isUsable: false })])).toBeUndefined();
});

test('a call that ended in the evening is followed in the calling hours of the number', () => {
  const evening = Date.parse('2026-01-14T02:30:00Z');
  const numbers = [number(FIRST, calledAt(evening, 2)), number(SECOND), number('+13105550101')];
  // The campaign calls all day, but it is 21:30 in New York, and 18:30 in Los Angeles.
  const allDay = { callingHoursStart: '00:00:00', callingHoursEnd: '00:00:00' };
  expect(choose(numbers, FIRST, evening, allDay)).toEqual({ phone: '+13105550101', atMs: evening });
  expect(choose(numbers.slice(0, 2), FIRST, evening, allDay)?.atMs).toBe(Date.parse('2026-01-14T13:00:00Z'));
});

test.each([
  ['on a weekday before nine, at nine', 'work', '2026-01-13T13:10:00Z', '2026-01-13T14:00:00Z'],
  ['in office hours, at once', 'Office', '2026-01-13T15:00:00Z', '2026-01-13T15:00:00Z'],
  ['after five, the next day', 'business', '2026-01-13T22:00:00Z', '2026-01-14T14:00:00Z'],
  ['on a Saturday, on Monday', 'company', '2026-01-10T15:00:00Z', '2026-01-12T14:00:00Z'],
  ['of another type on a Saturday, at once', 'homework', '2026-01-10T15:00:00Z', '2026-01-10T15:00:00Z'],
])('a work number is called %s', (_, type, ended, due) => {
  const numbers = [number(FIRST, calledAt(Date.parse(ended), 2)), number(SECOND, { type })];
  expect(choose(numbers, FIRST, Date.parse(ended))).toEqual({ phone: SECOND, atMs: Date.parse(due) });
});

test('a number that no lawful hour reaches is left out', () => {
  const over = { scheduleEnd: new Date(NOW - MINUTE) };
  expect(choose([number(FIRST), number(SECOND)], FIRST, NOW, over as never)).toBeUndefined();
});
