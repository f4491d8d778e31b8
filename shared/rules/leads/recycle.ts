/** Which finished leads of a campaign become due again. */

/** The leads that a recycle makes due again, by their last call. Null means no limit. */
export type RecycleFilter = {
  /** Dispositions of calls, and codes of custom dispositions. */
  dispositions: readonly string[];
  /** Number of calls to the lead so far. */
  attemptsMin: number | null;
  attemptsMax: number | null;
  /** The last call began after, or before, this time. */
  lastCallAfter: Date | null;
  lastCallBefore: Date | null;
};

/**
 * Why a lead stays as it is. `disposition`, `attempts` and `last_call` name the part of the filter that the lead does not
 * match. The others forbid the call (see `sql/leads/requeue.ts`).
 */
export const LEFT_OUT_REASONS = [
  'do_not_call',
  'in_call',
  'pending',
  'disposition',
  'attempts',
  'last_call',
  'number_invalid',
  'attempts_used_up',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];
