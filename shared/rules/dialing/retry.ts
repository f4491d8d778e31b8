/** What becomes of a lead after a call: done, or tried again and when. The calling hours then move that time further. */
import type { RetryPolicy } from '../../../sql/campaigns/campaigns.ts';
import type { Disposition } from '../calls/disposition.ts';
import { restOf } from '../compliance/number-rest.ts';
import type { Region } from '../compliance/zones.ts';

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: 3,
  delayMinutes: 60,
  retryOnNoAnswer: true,
  retryOnBusy: true,
  retryOnVoicemail: false,
  backoff: 'fixed',
};

const WEEK_MINUTES = 7 * 24 * 60;

/** What a policy may ask for. */
export const RETRY_LIMITS = {
  maxAttempts: { min: 1, max: 10 },
  /** Also the ceiling of exponential growth. */
  delayMinutes: { min: 1, max: WEEK_MINUTES },
} as const;

/**
 * After a call whose fate is in doubt, or that we hung up on ourselves: the phone may have rung, and whatever broke
 * needs time to heal.
 */
export const TROUBLE_GAP_MINUTES = 15;

/** Our own hang-ups do not use up a lead's attempts, but each has rung someone's phone: from then on they do. */
export const FREE_CANCELLATIONS_MAX = 3;

export type FinishedCall = {
  disposition: Disposition;
  policy: RetryPolicy;
  /** Calls to this lead whose disposition {@link countsAsAttempt}, this one included. */
  attempts: number;
  /** Calls to this lead that we hung up before an answer, this one included. */
  cancellations?: number | undefined;
  endedAtMs: number;
  region?: Region | undefined;
  /** The carrier says that the number does not exist or cannot be called. */
  numberInvalid?: boolean | undefined;
  /** The person asked not to be called. */
  optedOut?: boolean | undefined;
  /** When the latest abandoned call to this lead ended, if there was one. */
  lastAbandonedAt?: Date | null | undefined;
};

type RetryReason =
  | 'answered'
  | 'opted_out'
  | 'number_invalid'
  | 'message_left'
  | 'attempts_used_up'
  | 'policy_no_answer'
  | 'policy_busy';

export type NextAttempt =
  | { retry: true; notBeforeMs: number }
  | { retry: false; leadStatus: 'completed' | 'failed' | 'dnc'; reason: RetryReason };

/** Whether a call uses up one of the lead's attempts. */
export const countsAsAttempt = (disposition: Disposition): boolean => disposition !== 'cancelled';

export function nextAttempt(call: FinishedCall): NextAttempt {
  const end = endOf(call);
  if (end) return end;
  const { disposition, endedAtMs, lastAbandonedAt = null, region } = call;
  const lastEndedAt = new Date(endedAtMs);
  const history = {
    startsLastDay: [],
    lastEndedAt,
    lastAbandonedAt: disposition === 'abandoned' ? lastEndedAt : lastAbandonedAt,
    lastMachineAt: disposition === 'voicemail' ? lastEndedAt : null,
  };
  const delayedMs = endedAtMs + delayMinutesOf(call) * 60_000;
  return { retry: true, notBeforeMs: Math.max(delayedMs, restOf(history, region)?.untilMs ?? 0) };
}

type LastAttempt = Extract<NextAttempt, { retry: false }>;

const over = (leadStatus: LastAttempt['leadStatus'], reason: RetryReason): LastAttempt => ({
  retry: false,
  leadStatus,
  reason,
});

/** Why there is no further attempt; undefined if there is one. */
function endOf(call: FinishedCall): LastAttempt | undefined {
  const { disposition, policy } = call;
  if (call.optedOut) return over('dnc', 'opted_out');
  if (disposition === 'answered') return over('completed', 'answered');
  if (call.numberInvalid) return over('failed', 'number_invalid');
  if (disposition === 'voicemail' && !policy.retryOnVoicemail) return over('completed', 'message_left');
  if (disposition === 'no_answer' && !policy.retryOnNoAnswer) return over('failed', 'policy_no_answer');
  if (disposition === 'busy' && !policy.retryOnBusy) return over('failed', 'policy_busy');
  const attemptsMax = Math.min(policy.maxAttempts, RETRY_LIMITS.maxAttempts.max);
  if (attemptsUsed(call) < attemptsMax) return undefined;
  return over(disposition === 'voicemail' ? 'completed' : 'failed', 'attempts_used_up');
}

const attemptsUsed = ({ attempts, cancellations = 0 }: FinishedCall) =>
  attempts + Math.max(0, cancellations - FREE_CANCELLATIONS_MAX);

function delayMinutesOf({ disposition, policy, attempts }: FinishedCall): number {
  if (disposition === 'cancelled') return TROUBLE_GAP_MINUTES;
  const { min, max } = RETRY_LIMITS.delayMinutes;
  const growth = policy.backoff === 'exponential' ? 2 ** Math.max(0, attempts - 1) : 1;
  const delay = Math.min(Math.max(policy.delayMinutes, min) * growth, max);
  return disposition === 'failed' ? Math.max(delay, TROUBLE_GAP_MINUTES) : delay;
}
