/**
 * Decides whether and when a lead is called again after a call. The calling hours may delay the next call even more.
 */
import { RETRY_LIMITS, type RetryPolicy } from '../campaigns/retry-policy.ts';
import type { CustomDisposition } from '../campaigns/custom-disposition.ts';
import type { Disposition } from '../calls/disposition.ts';
import type { Outcome } from '../calls/outcome.ts';
import { cooldownOf } from '../compliance/attempt-limits.ts';
import type { Region } from '../compliance/number-time-zones.ts';

/**
 * After a call that failed or that the dialer cancelled, the next attempt is at least this many minutes later. After a
 * cancelled call, the phone may already have rung. After a failed call, the cause of the failure needs time to end.
 */
export const TROUBLE_GAP_MINUTES = 15;

/**
 * Of the calls to a lead that the dialer cancelled, the first 3 do not count as attempts. All later cancelled calls
 * count, because each cancelled call made the lead's phone ring.
 */
export const FREE_CANCELLATIONS_MAX = 3;

/** The rule of the custom disposition that the agent chose. */
type CustomRule = Pick<CustomDisposition, 'code' | 'nextStep' | 'retryMinutes' | 'retryTimesMax'> & {
  /** Number of ended calls to the lead with the same custom disposition, including this call. */
  timesChosen: number;
};

export type FinishedCall = {
  disposition: Disposition;
  /** What happened, more exactly than the disposition. */
  outcome?: Outcome | Disposition | undefined;
  /** Without a custom disposition, or with its next step `campaign`, the policy decides. */
  custom?: CustomRule | undefined;
  policy: RetryPolicy;
  /** Number of calls to the lead that count as an attempt ({@link countsAsAttempt}), including this call. */
  attempts: number;
  /** Number of calls to the lead that the dialer cancelled before an answer, including this call. */
  cancellations?: number | undefined;
  endedAtMs: number;
  region?: Region | undefined;
  /** Whether the carrier reported that the number does not exist or cannot be called. */
  numberInvalid?: boolean | undefined;
  /** Whether the called person asked for no further calls. */
  optedOut?: boolean | undefined;
  /** End of the last abandoned call to the lead. */
  lastAbandonedAt?: Date | null | undefined;
};

type RetryReason =
  | 'answered'
  | 'opted_out'
  | 'number_invalid'
  | 'message_left'
  | 'machine_no_message'
  | 'fax'
  | 'attempts_used_up'
  | 'policy_no_answer'
  | 'policy_busy';

export type NextAttempt =
  | { retry: true; notBeforeMs: number }
  /** `reason` may be the code of a custom disposition. */
  | { retry: false; leadStatus: 'completed' | 'failed' | 'dnc'; reason: RetryReason | (string & {}) };

/** Whether a call with this disposition uses up one of the lead's attempts. */
export const countsAsAttempt = (disposition: Disposition): boolean => disposition !== 'cancelled';

/**
 * Returns the time of the next attempt after a call. If the lead is not called again, returns the reason and the lead's
 * new status.
 */
export function nextAttempt(call: FinishedCall): NextAttempt {
  const end = lastAttempt(call);
  if (end) return end;
  const { disposition, endedAtMs, lastAbandonedAt = null, region } = call;
  const lastEndedAt = new Date(endedAtMs);
  const history = {
    startsLastDay: [],
    lastEndedAt,
    lastAbandonedAt: disposition === 'abandoned' ? lastEndedAt : lastAbandonedAt,
    lastMachineAt: disposition === 'voicemail' ? lastEndedAt : null,
    // The rest that other leads of the number cause counts when the lead is due.
    restsUntil: null,
  };
  const delayedMs = endedAtMs + retryDelayMinutes(call) * 60_000;
  return { retry: true, notBeforeMs: Math.max(delayedMs, cooldownOf(history, region)?.untilMs ?? 0) };
}

type LastAttempt = Extract<NextAttempt, { retry: false }>;

const noRetry = (leadStatus: LastAttempt['leadStatus'], reason: LastAttempt['reason']): LastAttempt => ({
  retry: false,
  leadStatus,
  reason,
});

/**
 * Returns the reason and the lead's new status if the lead is not called again; undefined if there is a next attempt.
 */
function lastAttempt(call: FinishedCall): LastAttempt | undefined {
  const { disposition, policy } = call;
  if (call.optedOut) return noRetry('dnc', 'opted_out');
  if (call.custom && call.custom.nextStep !== 'campaign') return lastCustomAttempt(call.custom);
  if (disposition === 'answered') return noRetry('completed', 'answered');
  if (call.numberInvalid) return noRetry('failed', 'number_invalid');
  if (call.outcome === 'fax') return noRetry('failed', 'fax');
  if (disposition === 'voicemail' && !policy.retryOnVoicemail)
    return noRetry('completed', call.outcome === 'machine_no_message' ? 'machine_no_message' : 'message_left');
  if (disposition === 'no_answer' && !policy.retryOnNoAnswer) return noRetry('failed', 'policy_no_answer');
  if (disposition === 'busy' && !policy.retryOnBusy) return noRetry('failed', 'policy_busy');
  const attemptsMax = Math.min(policy.maxAttempts, RETRY_LIMITS.maxAttempts.max);
  if (attemptsUsed(call) < attemptsMax) return undefined;
  return noRetry(disposition === 'voicemail' ? 'completed' : 'failed', 'attempts_used_up');
}

/** A custom rule replaces the policy. The limits of calls by law still hold, because each claim checks them. */
function lastCustomAttempt({ code, nextStep, retryTimesMax, timesChosen }: CustomRule): LastAttempt | undefined {
  if (nextStep === 'do_not_call') return noRetry('dnc', 'opted_out');
  return nextStep === 'retry' && timesChosen <= (retryTimesMax ?? 0) ? undefined : noRetry('completed', code);
}

const attemptsUsed = ({ attempts, cancellations = 0 }: FinishedCall) =>
  attempts + Math.max(0, cancellations - FREE_CANCELLATIONS_MAX);

function retryDelayMinutes({ disposition, policy, attempts, custom }: FinishedCall): number {
  if (custom?.nextStep === 'retry' && custom.retryMinutes !== null) return custom.retryMinutes;
  if (disposition === 'cancelled') return TROUBLE_GAP_MINUTES;
  const { min, max } = RETRY_LIMITS.delayMinutes;
  const growth = policy.backoff === 'exponential' ? 2 ** Math.max(0, attempts - 1) : 1;
  const delay = Math.min(Math.max(policy.delayMinutes, min) * growth, max);
  return disposition === 'failed' ? Math.max(delay, TROUBLE_GAP_MINUTES) : delay;
}
