import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { attemptsPer24hMax } from '../../../../shared/rules/compliance/law.ts';
import { ABANDONED_COOLDOWN_MS } from '../../../../shared/rules/compliance/attempt-limits.ts';
import {
  countsAsAttempt,
  type FinishedCall,
  FREE_CANCELLATIONS_MAX,
  nextAttempt,
  TROUBLE_GAP_MINUTES,
} from '../../../../shared/rules/dialing/retry.ts';
import { DEFAULT_RETRY_POLICY, RETRY_LIMITS } from '../../../../shared/rules/campaigns/retry-policy.ts';
import type { Disposition } from '../../../../shared/rules/calls/disposition.ts';

const endedAtMs = Date.UTC(2026, 0, 15, 18);
const finished = (call: Partial<FinishedCall> & { disposition: Disposition }): FinishedCall => ({
  policy: DEFAULT_RETRY_POLICY,
  attempts: 1,
  endedAtMs,
  ...call,
});
const afterMinutes = (minutes: number) => ({ retry: true, notBeforeMs: endedAtMs + minutes * 60_000 });

test('the default policy tries three times, an hour apart, and does not retry after voicemail', () => {
  expect(nextAttempt(finished({ disposition: 'no_answer' }))).toEqual(afterMinutes(60));
  expect(nextAttempt(finished({ disposition: 'busy', attempts: 2 }))).toEqual(afterMinutes(60));
  expect(nextAttempt(finished({ disposition: 'no_answer', attempts: 3 }))).toEqual({
    retry: false,
    leadStatus: 'failed',
    reason: 'attempts_used_up',
  });
  expect(nextAttempt(finished({ disposition: 'voicemail' }))).toEqual({
    retry: false,
    leadStatus: 'completed',
    reason: 'message_left',
  });
});

test('an answered call completes its lead, and an opt-out takes precedence over every disposition', () => {
  const answered = finished({ disposition: 'answered' });
  expect(nextAttempt(answered)).toEqual({ retry: false, leadStatus: 'completed', reason: 'answered' });
  for (const disposition of ['answered', 'abandoned', 'no_answer', 'voicemail'] as const)
    expect(nextAttempt(finished({ disposition, optedOut: true }))).toEqual({
      retry: false,
      leadStatus: 'dnc',
      reason: 'opted_out',
    });
});

test('the policy decides about retries after no answer, busy and voicemail', () => {
  const never = { ...DEFAULT_RETRY_POLICY, retryOnNoAnswer: false, retryOnBusy: false };
  expect(nextAttempt(finished({ disposition: 'no_answer', policy: never }))).toMatchObject({
    leadStatus: 'failed',
    reason: 'policy_no_answer',
  });
  expect(nextAttempt(finished({ disposition: 'busy', policy: never }))).toMatchObject({
    leadStatus: 'failed',
    reason: 'policy_busy',
  });
  const voicemail = { ...DEFAULT_RETRY_POLICY, retryOnVoicemail: true };
  expect(nextAttempt(finished({ disposition: 'voicemail', policy: voicemail }))).toEqual(afterMinutes(60));
  expect(nextAttempt(finished({ disposition: 'voicemail', policy: voicemail, attempts: 3 }))).toMatchObject({
    leadStatus: 'completed',
  });
});

test('a failed call waits at least a quarter of an hour, and a number that does not exist is never tried again', () => {
  const eager = { ...DEFAULT_RETRY_POLICY, delayMinutes: 1 };
  expect(nextAttempt(finished({ disposition: 'busy', policy: eager }))).toEqual(afterMinutes(1));
  expect(nextAttempt(finished({ disposition: 'failed', policy: eager }))).toEqual(afterMinutes(15));
  expect(nextAttempt(finished({ disposition: 'failed' }))).toEqual(afterMinutes(60));
  expect(nextAttempt(finished({ disposition: 'failed', numberInvalid: true }))).toEqual({
    retry: false,
    leadStatus: 'failed',
    reason: 'number_invalid',
  });
});

test('no lead is called within 72 hours after an abandoned call', () => {
  expect(nextAttempt(finished({ disposition: 'abandoned' }))).toEqual(afterMinutes(72 * 60));
  const lastAbandonedAt = new Date(endedAtMs - 10 * 3_600_000);
  expect(nextAttempt(finished({ disposition: 'no_answer', attempts: 2, lastAbandonedAt }))).toEqual(
    afterMinutes(62 * 60),
  );
  const weekly = { ...DEFAULT_RETRY_POLICY, delayMinutes: RETRY_LIMITS.delayMinutes.max };
  expect(nextAttempt(finished({ disposition: 'abandoned', policy: weekly }))).toEqual(afterMinutes(7 * 24 * 60));
});

test('a call that we hung up counts as no attempt and is repeated soon, but only a few times', () => {
  expect(countsAsAttempt('cancelled')).toBe(false);
  expect(countsAsAttempt('no_answer')).toBe(true);
  const cancelled = finished({ disposition: 'cancelled', attempts: 2 });
  for (const cancellations of [1, FREE_CANCELLATIONS_MAX])
    expect(nextAttempt({ ...cancelled, cancellations })).toEqual(afterMinutes(TROUBLE_GAP_MINUTES));
  expect(nextAttempt({ ...cancelled, cancellations: FREE_CANCELLATIONS_MAX + 1 })).toMatchObject({
    retry: false,
    reason: 'attempts_used_up',
  });
});

test('exponential delays double with each attempt up to a week', () => {
  const policy = { ...DEFAULT_RETRY_POLICY, maxAttempts: 10, backoff: 'exponential' as const };
  const delays = [1, 2, 3, 4, 9].map((attempts) => nextAttempt(finished({ disposition: 'busy', policy, attempts })));
  expect(delays).toEqual([60, 120, 240, 480, 10_080].map(afterMinutes));
});

test('places add their own gaps and daily limits', () => {
  const maine = { country: 'US', subdivisions: ['US-ME'] };
  expect(nextAttempt(finished({ disposition: 'no_answer', region: maine }))).toEqual(afterMinutes(8 * 60));
  const uk = { country: 'GB', subdivisions: [] };
  const policy = { ...DEFAULT_RETRY_POLICY, retryOnVoicemail: true };
  expect(nextAttempt(finished({ disposition: 'voicemail', policy, region: uk }))).toEqual(afterMinutes(24 * 60));
  const limits = ['US-FL', 'US-OK', 'US-MD', 'US-CA'].map((state) =>
    attemptsPer24hMax({ country: 'US', subdivisions: [state] }),
  );
  expect(limits).toEqual([3, 3, 3, null]);
  expect(attemptsPer24hMax({ country: 'US', subdivisions: ['US-CA', 'US-FL'] })).toBe(3);
  expect(attemptsPer24hMax({ country: 'US', subdivisions: [] })).toBe(3);
  expect([attemptsPer24hMax(uk), attemptsPer24hMax(undefined)]).toEqual([null, null]);
});

const dispositions = ['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'abandoned', 'cancelled'] as const;
const policies = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 1000 }),
  delayMinutes: fc.integer({ min: -5, max: 100_000 }),
  retryOnNoAnswer: fc.boolean(),
  retryOnBusy: fc.boolean(),
  retryOnVoicemail: fc.boolean(),
  backoff: fc.constantFrom('fixed' as const, 'exponential' as const),
});

test('for every sequence of outcomes, a lead is retried only with attempts left and after the required gap', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...dispositions), { minLength: 1, maxLength: 60 }),
      policies,
      (outcomes, policy) => {
        let attempts = 0;
        let cancellations = 0;
        let atMs = endedAtMs;
        let lastAbandonedAt: Date | null = null;
        for (const disposition of outcomes) {
          if (countsAsAttempt(disposition)) attempts += 1;
          else cancellations += 1;
          if (disposition === 'abandoned') lastAbandonedAt = new Date(atMs);
          const next = nextAttempt({
            disposition,
            policy,
            attempts,
            cancellations,
            endedAtMs: atMs,
            lastAbandonedAt,
          });
          if (!next.retry) break;
          expect(disposition).not.toBe('answered');
          expect(attempts).toBeLessThan(Math.min(policy.maxAttempts, RETRY_LIMITS.maxAttempts.max));
          expect(attempts + cancellations).toBeLessThan(RETRY_LIMITS.maxAttempts.max + FREE_CANCELLATIONS_MAX);
          const gapMinutes = (next.notBeforeMs - atMs) / 60_000;
          const policyDelay = Math.max(1, Math.min(policy.delayMinutes, 10_080));
          const leastMinutes =
            disposition === 'cancelled' ? 15 : disposition === 'failed' ? Math.max(15, policyDelay) : policyDelay;
          expect(gapMinutes).toBeGreaterThanOrEqual(leastMinutes);
          expect(gapMinutes).toBeLessThanOrEqual(10_080);
          const restedMs = next.notBeforeMs - (lastAbandonedAt?.getTime() ?? -Infinity);
          expect(restedMs).toBeGreaterThanOrEqual(ABANDONED_COOLDOWN_MS);
          atMs = next.notBeforeMs;
        }
      },
    ),
  );
});
