/**
 * Calculates the figures of call statistics for every reply that shows statistics. Statistics include only ended calls,
 * because a call in progress has no outcome yet. A call belongs to the period in which the call began.
 */
import type { CallSums, Period } from '../../../sql/operations/statistics.ts';

/**
 * Sums over calls:
 *
 * - `answered`: number of calls in which two people talked; all other calls count as failed.
 * - `converted`: number of inbound calls that earned their price, plus outbound calls that were marked as converted.
 */
type Sums<Of extends keyof CallSums> = Pick<CallSums, 'calls' | Of>;

/** The most days that statistics cover. */
export const STATISTICS_DAYS_MAX = 366;

/** Decimal places of a rate or an average. */
const DIGITS = 4;

const DAY_MS = 86_400_000;

/** Returns the period of the last `days` whole days in UTC, including today. */
export function periodOfLastDays(days: number, nowMs: number): Period {
  const today = Math.floor(nowMs / DAY_MS);
  return { from: new Date((today - days + 1) * DAY_MS), before: new Date((today + 1) * DAY_MS) };
}

/** Returns `part / whole` with {@link DIGITS} decimal places; 0 if `whole` is 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toFixed(DIGITS));
}

/** Returns the answered calls divided by all calls. */
export const successRate = ({ calls, answered }: Sums<'answered'>): number => ratio(answered, calls);

/** Returns the converted calls divided by all calls. */
export const conversionRate = ({ calls, converted }: Sums<'converted'>): number => ratio(converted, calls);

/** Returns the seconds of talk time divided by all calls, answered or not, rounded to whole seconds. */
export const averageCallDuration = ({ calls, talkSeconds }: Sums<'talkSeconds'>): number =>
  calls === 0 ? 0 : Math.round(talkSeconds / calls);

/**
 * Returns the revenue in dollars divided by all calls. The API calls this figure a cost, because buyers pay the
 * revenue.
 */
export const costPerCall = ({ calls, revenueMicros }: Sums<'revenueMicros'>): number =>
  ratio(revenueMicros / 1e6, calls);

/** Returns the success rate as 0 to 5 stars, rounded to half stars: success rates 0.85 and 0.9 are 4.5 stars. */
export const rating = ({ calls, answered }: Sums<'answered'>): number =>
  calls === 0 ? 0 : Math.round((10 * answered) / calls) / 2;
