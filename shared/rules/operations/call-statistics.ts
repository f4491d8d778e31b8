/**
 * Calculates the figures of call statistics for every reply that shows statistics. Statistics include only ended calls,
 * because a call in progress has no outcome yet. A call belongs to the period in which the call began.
 */
import { DateTime } from 'luxon';
import { fromMicros } from '../values/money.ts';
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

/** Returns the period of the last `days` whole days in a time zone, including today. */
export function periodOfLastDays(days: number, nowMs: number, zone: string): Period {
  const today = DateTime.fromMillis(nowMs, { zone }).startOf('day');
  // Add days and not hours, because a day with a clock change has 23 or 25 hours. Some days begin at 01:00.
  const [first, next] = [today.minus({ days: days - 1 }), today.plus({ days: 1 })];
  return { from: first.startOf('day').toJSDate(), before: next.startOf('day').toJSDate() };
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

/** Returns the revenue in one currency. */
export const revenueIn = ({ revenue }: Pick<CallSums, 'revenue'>, currency: string): number =>
  fromMicros(revenue[currency] ?? 0);

/** Returns the revenue in each currency, by the code of the currency. Currencies are never added up. */
export const revenueByCurrency = ({ revenue }: Pick<CallSums, 'revenue'>): { currency: string; revenue: number }[] =>
  Object.entries(revenue)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, micros]) => ({ currency, revenue: fromMicros(micros) }));

/**
 * Returns the revenue in one currency divided by all calls. The API calls this figure a cost, because buyers pay the
 * revenue.
 */
export const costPerCall = (sums: Sums<'revenue'>, currency: string): number =>
  ratio(revenueIn(sums, currency), sums.calls);

/**
 * Whether some hours of a time zone begin within hours of UTC, such as in India (+05:30). The rule of the zone may change
 * within the period.
 */
export function splitsHours({ from, before }: Period, zone: string): boolean {
  const WEEK_MS = 7 * 86_400_000;
  const weeks = Math.ceil((before.getTime() - from.getTime()) / WEEK_MS);
  return Array.from({ length: weeks + 1 }, (_, week) =>
    Math.min(from.getTime() + week * WEEK_MS, before.getTime()),
  ).some((ms) => DateTime.fromMillis(ms, { zone }).offset % 60 !== 0);
}

/** Returns the success rate as 0 to 5 stars, rounded to half stars: success rates 0.85 and 0.9 are 4.5 stars. */
export const rating = ({ calls, answered }: Sums<'answered'>): number =>
  calls === 0 ? 0 : Math.round((10 * answered) / calls) / 2;
