/** What holds whatever the pacer believes: the limit of the law, and that no call is let ring for nobody. */
import type { PacingSnapshot } from '../../rules/pacing/pacer.ts';
import type { InFlight, PacingSettings, WindowSums } from '../../../sql/pacing/pacing.ts';
import type { DayLeft } from '../campaigns/hours.ts';

/** Ringing that a person is owed before we may give a call up (16 CFR 310.4(b)(4)(ii)). */
export const RING_SECONDS_MIN = 15;

/**
 * The pacer spends the day's share evenly, and chance puts it ahead of that by some calls, which the rest of the day makes up
 * for. Falling back at each of them costs a team of twenty two to five points of talk time and ends the day no lower
 * (measured in the laboratory); in the last minutes there is no time left to make up for any.
 */
const AHEAD_CALLS_MAX = 3;
const AHEAD_SECONDS_MIN = 900;
/** Nor are there answers left to do it with on the last leads of a list: three calls ahead need a hundred answers. */
const AHEAD_LEADS_MIN = 300;

/**
 * Whether one more abandoned call would break the limit: independent of any model. What earlier days left over is made up
 * for first; of today's calls some may be ahead of the share, as long as there are time and leads to make up for them.
 */
export function exceeds(
  { answered, abandoned, abandonedToday }: WindowSums,
  { abandonHardRate, abandonAnswersMin }: Pick<PacingSettings, 'abandonHardRate' | 'abandonAnswersMin'>,
  { secondsLeft, leadsLeft }: Pick<DayLeft, 'secondsLeft' | 'leadsLeft'>,
): boolean {
  const roomLeft = Math.min(1, secondsLeft / AHEAD_SECONDS_MIN, leadsLeft / AHEAD_LEADS_MIN);
  const ahead = Math.min(abandonedToday, AHEAD_CALLS_MAX * roomLeft);
  return answered >= abandonAnswersMin && abandoned + 1 > abandonHardRate * (answered + 1) + ahead;
}

/**
 * Calls that no free agent stands behind, when each must have one: those not placed yet cost nobody anything, the others
 * are given up once they have rung as long as people are owed.
 */
export function surplusOf(snapshot: PacingSnapshot, ringing: InFlight[], predictive: boolean) {
  const present = snapshot.idle + snapshot.talking.length + snapshot.wrapping.length;
  if (predictive && present > 0) return { drop: [], cancel: [] };
  const surplus = Math.max(0, ringing.length + snapshot.waiting - snapshot.idle);
  const mine = ringing.filter(({ own }) => own).toReversed();
  const drop = mine.filter(({ placed }) => !placed).slice(0, surplus);
  const cancel = mine
    .filter(({ ringSeconds }) => ringSeconds >= RING_SECONDS_MIN)
    .toSorted((a, b) => b.ringSeconds - a.ringSeconds)
    .slice(0, surplus - drop.length);
  return { drop, cancel };
}
