/**
 * The figures of statistics and how they are calculated, in one place for every reply that shows them. They cover ended
 * calls, by the time when the calls began: a call in progress has no outcome yet.
 */
import type { CallSums, Period } from '../../../sql/operations/statistics.ts';

/**
 * Sums over calls:
 *
 * - `answered`: calls in which two people talked; all other calls count as failed.
 * - `converted`: inbound calls that earned their price, and outbound calls that were marked as converted.
 */
type Sums<Of extends keyof CallSums> = Pick<CallSums, 'calls' | Of>;

/** Statistics cover at most this many days. */
export const STATISTICS_DAYS_MAX = 366;

/** Decimal places of a rate or an average. */
const DIGITS = 4;

const DAY_MS = 86_400_000;

/** The last `days` whole days in UTC, including today. */
export function periodOfLastDays(days: number, nowMs: number): Period {
  const today = Math.floor(nowMs / DAY_MS);
  return { from: new Date((today - days + 1) * DAY_MS), before: new Date((today + 1) * DAY_MS) };
}

/** `part / whole` with {@link DIGITS} decimal places; 0 when `whole` is 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toFixed(DIGITS));
}

/** Answered calls divided by all calls. */
export const successRate = ({ calls, answered }: Sums<'answered'>): number => ratio(answered, calls);

/** Converted calls divided by all calls. */
export const conversionRate = ({ calls, converted }: Sums<'converted'>): number => ratio(converted, calls);

/** Seconds of talk time divided by all calls, answered or not. */
export const averageCallDuration = ({ calls, talkSeconds }: Sums<'talkSeconds'>): number => ratio(talkSeconds, calls);

/** Revenue in dollars divided by all calls. The API calls it a cost, because it is what buyers pay for a call. */
export const costPerCall = ({ calls, revenueMicros }: Sums<'revenueMicros'>): number =>
  ratio(revenueMicros / 1e6, calls);

/** The success rate as 0 to 5 stars, rounded to half stars: 0.85 and 0.9 are 4.5. */
export const rating = ({ calls, answered }: Sums<'answered'>): number =>
  calls === 0 ? 0 : Math.round((10 * answered) / calls) / 2;
