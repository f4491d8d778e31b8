/** Tests the table of the carrier's errors against the class that each code has by Twilio's error dictionary. */
import { expect, test } from 'vitest';
import { breakerMessage, probeDelaySeconds } from '../../../../shared/rules/numbers/carrier-breaker.ts';
import {
  CARRIER_ERRORS,
  carrierErrorMeaning,
  isInvalidNumberCause,
} from '../../../../shared/rules/numbers/carrier-errors.ts';

const CLASSES = {
  number: [13223, 13224, 13225, 21201, 21202, 21211, 21214, 21217],
  retry: [10004, 20429, 22005],
  account: [
    10001, 10002, 10005, 13216, 20003, 20005, 20006, 20008, 20010, 20403, 20404, 21205, 21219, 21609, 21626, 573005,
  ],
  caller_id: [21210, 21212, 21213, 573002],
  country: [13227, 21203, 21215],
};

test('each error has its class and scope, and a sentence that says what to do', () => {
  const found = Object.fromEntries(Object.keys(CLASSES).map((name) => [name, [] as number[]]));
  for (const [code, fault] of Object.entries(CARRIER_ERRORS)) {
    found[fault.class === 'account' ? fault.scope : fault.class]!.push(Number(code));
    expect(fault.meaning).toMatch(/^The .{20,}\.$/);
    expect(fault.class === 'number' ? 'The number.' : fault.remedy).toMatch(/^[A-Z].{8,}\.$/s);
  }
  expect(found).toEqual(CLASSES);
});

test.each([
  [{ status: 401, code: undefined }, 20003],
  [{ status: 401, code: 4711 }, 20003],
  [{ status: 403, code: undefined }, 20403],
  [{ status: 400, code: 21210 }, 21210],
])('the refusal %o means %i', (refusal, code) => {
  expect(carrierErrorMeaning(refusal)).toEqual({ code, meaning: CARRIER_ERRORS[code] });
});

test('an unknown error has no meaning, and 21216 is one: it blocks a number or an account without a profile', () => {
  for (const code of [21216, 99999, undefined])
    expect(carrierErrorMeaning({ status: 400, code })).toEqual({ code: code ?? null, meaning: undefined });
});

test('only a fault of the number ends the calls to the number', () => {
  expect(['carrier_21211', 'carrier_13224'].map(isInvalidNumberCause)).toEqual([true, true]);
  expect(['carrier_21215', 'carrier_20003', 'carrier_refused', 'sip_404', null].map(isInvalidNumberCause)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});

test('probes come later and later, and a busy carrier is asked sooner', () => {
  expect([1, 2, 3, 9].map((n) => probeDelaySeconds('account', n))).toEqual([15, 30, 60, 300]);
  expect([1, 2, 3, 9].map((n) => probeDelaySeconds('retry', n))).toEqual([2, 4, 8, 15]);
});

test('the message names the caller ID, the error, the remedy and the next probe', () => {
  const nextProbeAt = new Date('2026-01-13T20:00:00Z');
  const open = { refusals: 1, openedAt: nextProbeAt, nextProbeAt };
  expect(breakerMessage({ ...open, scope: 'caller_id', subject: '+14155550100', code: 21210 })).toBe(
    'The caller ID does not belong to the carrier account and is not verified (+14155550100), error 21210. Buy the number, ' +
      'verify it as a caller ID in the Twilio console, or set another caller_id. The dialer tries one call at ' +
      '2026-01-13T20:00:00.000Z.',
  );
  expect(breakerMessage({ ...open, scope: 'campaign', subject: '7', code: 21999 })).toContain('errors/21999');
});
