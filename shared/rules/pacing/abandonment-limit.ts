/** Checks the legal limit on the abandoned share against counts of the campaign's calls, without any forecast. */
import type { PacingSettings } from '../campaigns/pacing-settings.ts';

/** Number of calls that people answered, and how many of the answered calls were abandoned. */
export type AbandonCounts = { answered: number; abandoned: number };
/**
 * Counts of calls in the policy's window (`abandonWindow`) up to now. `abandonedToday` counts from midnight in the
 * campaign's time zone.
 */
export type WindowCounts = AbandonCounts & { abandonedToday: number };

/**
 * At most three calls abandoned today may exceed the allowed share. The pacer spreads abandoned calls evenly over the
 * day. By chance the count is sometimes a few calls above the share, and the rest of the day compensates the extra
 * calls. If dialing became progressive at each extra call, a team of twenty agents would lose two to five points of
 * talk time. The day would end with no lower abandoned share (measured in simulation).
 */
const AHEAD_CALLS_MAX = 3;
/**
 * Seconds. If less time than this is left in the day, fewer than three calls may exceed the share. The rest of the day
 * is too short to compensate three extra calls.
 */
const AHEAD_SECONDS_MIN = 900;
/**
 * If fewer leads than this are left in the list, fewer than three calls may exceed the share. To compensate three extra
 * calls, a hundred answered calls are needed.
 */
const AHEAD_LEADS_MIN = 300;

/**
 * Whether one more abandoned call would exceed the limit: `abandoned + 1 > hard rate · (answered + 1) + ahead`. Here
 * `ahead` is the number of calls abandoned today that may exceed the share. `ahead` is at most three and falls in
 * proportion to the time and leads left. Calls abandoned on earlier days may not exceed the share.
 *
 * One abandoned call of few is a large share. So until `abandonAnswersMin` calls are answered, the abandoned calls count
 * as of that many answers.
 */
export function exceedsAbandonmentLimit(
  { answered, abandoned, abandonedToday }: WindowCounts,
  { abandonHardRate, abandonAnswersMin }: Pick<PacingSettings, 'abandonHardRate' | 'abandonAnswersMin'>,
  { secondsLeft, leadsLeft }: { secondsLeft: number; leadsLeft: number },
): boolean {
  const roomLeft = Math.min(1, secondsLeft / AHEAD_SECONDS_MIN, leadsLeft / AHEAD_LEADS_MIN);
  const ahead = Math.min(abandonedToday, AHEAD_CALLS_MAX * roomLeft);
  return abandoned + 1 > abandonHardRate * Math.max(answered + 1, abandonAnswersMin) + ahead;
}
