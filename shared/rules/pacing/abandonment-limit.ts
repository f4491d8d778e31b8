/** The legal limit on the abandoned share, checked against the campaign's ledger, without any forecast. */
import type { PacingSettings } from '../campaigns/pacing-settings.ts';

/** Calls that people answered, and those of them that were abandoned. */
export type AbandonCounts = { answered: number; abandoned: number };
/** Counts of the policy's window up to now; `abandonedToday` counts from midnight in the campaign's time zone. */
export type WindowCounts = AbandonCounts & { abandonedToday: number };

/**
 * The pacer spends the day's share evenly, and chance puts the day some calls ahead of the share, which the rest of the day
 * makes good. Falling back at each of these calls costs a team of twenty agents two to five points of talk time and ends
 * the day no lower (measured in simulation).
 */
const AHEAD_CALLS_MAX = 3;
/** In the last minutes of the day no time is left to make calls good. */
const AHEAD_SECONDS_MIN = 900;
/** On the last leads of a list no answers are left to make calls good: three calls ahead need a hundred answers. */
const AHEAD_LEADS_MIN = 300;

/**
 * Whether one more abandoned call would exceed the limit: `abandoned + 1 > hard rate · (answered + 1) + ahead`. Calls
 * abandoned on earlier days must be made good first. Up to three of today's calls (`ahead`) may exceed the share, in
 * proportion to the time and leads left. Below `abandonAnswersMin` answers the limit does not apply.
 */
export function exceedsAbandonmentLimit(
  { answered, abandoned, abandonedToday }: WindowCounts,
  { abandonHardRate, abandonAnswersMin }: Pick<PacingSettings, 'abandonHardRate' | 'abandonAnswersMin'>,
  { secondsLeft, leadsLeft }: { secondsLeft: number; leadsLeft: number },
): boolean {
  const roomLeft = Math.min(1, secondsLeft / AHEAD_SECONDS_MIN, leadsLeft / AHEAD_LEADS_MIN);
  const ahead = Math.min(abandonedToday, AHEAD_CALLS_MAX * roomLeft);
  return answered >= abandonAnswersMin && abandoned + 1 > abandonHardRate * (answered + 1) + ahead;
}
