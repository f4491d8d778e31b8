/**
 * What the figures of statistics mean, for every list that shows them. All are of calls that have ended, by the moment they
 * began: a call in progress has no outcome yet, and what never reached the carrier was no call.
 */
import type { CallSums, Days } from '../../../sql/operations/statistics.ts';

/**
 * Of sums over calls:
 *
 * - `answered`: caller or called person talked with somebody; the rest failed
 * - `converted`: a call that came in earned its price; of one that we placed, somebody said that it reached its aim
 */
type Sums<Of extends keyof CallSums> = Pick<CallSums, 'calls' | Of>;

/** The days that statistics may go back. */
export const STATS_DAYS_MAX = 366;

/** Digits of a rate or average: more than the calls of a year tell apart. */
const DIGITS = 4;

const DAY_MS = 86_400_000;

/** Whole days of UTC, today the last of them. */
export function lastDays(days: number, nowMs: number): Days {
  const today = Math.floor(nowMs / DAY_MS);
  return { from: new Date((today - days + 1) * DAY_MS), before: new Date((today + 1) * DAY_MS) };
}

/** 0 where there is nothing to divide by. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toFixed(DIGITS));
}

export const successRate = ({ calls, answered }: Sums<'answered'>): number => ratio(answered, calls);

export const conversionRate = ({ calls, converted }: Sums<'converted'>): number => ratio(converted, calls);

/** Seconds of talk for each call, also for those that nobody answered. */
export const averageCallDuration = ({ calls, talkSeconds }: Sums<'talkSeconds'>): number => ratio(talkSeconds, calls);

/** What a call brought in. The document calls it a cost: it is what the buyers pay for one. */
export const costPerCall = ({ calls, revenueMicros }: Sums<'revenueMicros'>): number =>
  ratio(revenueMicros / 1e6, calls);

/** Stars from 0 to 5 in halves: the success rate of five, so that 0.85 and 0.9 are four and a half. */
export const rating = ({ calls, answered }: Sums<'answered'>): number =>
  calls === 0 ? 0 : Math.round((10 * answered) / calls) / 2;
