/**
 * Warm start: a new campaign begins with the statistics of another campaign of the same tenant.
 *
 * Ring times and talk times are much the same for the same agents and country, so they are copied. The answer share belongs
 * to a list: the share of another list counts like a dozen calls, and never below a careful value, because a pacer that
 * expects too few answers starts too many calls. Wrap-up times depend on each campaign's own setting. The ledger of the day
 * and the price belong to the campaign's own abandonment policy.
 */
import type { Sql } from '../../../sql/db.ts';
import { listDonorStates } from '../../../sql/pacing/pacer-state.ts';
import { answersFromCounts, observedAnswers } from '../../rules/pacing/answer-share.ts';
import { type PacerState, restorePacerState } from '../../rules/pacing/pacer-state.ts';
import { hasEnoughStatistics, type PacingStatistics } from '../../rules/pacing/statistics.ts';

/** With fewer resolved calls of its own, a campaign takes another campaign's statistics. */
const OWN_CALLS_MIN = 12;
const ANSWER_SHARE_MIN = 0.3;
/** A donor campaign needs at least this many resolved calls. */
const DONOR_CALLS_MIN = 50;
const DONORS_MAX = 5;

/**
 * The state that a tick starts from: the campaign's own state, or while it is cold, its own state with the statistics of a
 * donor campaign.
 */
export async function warmStart(
  sql: Sql,
  campaign: { id: number; tenantId: number; agentGroupId: number | null },
  saved: unknown,
): Promise<PacerState> {
  const own = restorePacerState(saved);
  if (observedAnswers(own.statistics.answers).calls >= OWN_CALLS_MIN) return own;
  for (const donorState of await listDonorStates(sql, campaign, DONORS_MAX)) {
    const { statistics } = restorePacerState(donorState);
    if (observedAnswers(statistics.answers).calls >= DONOR_CALLS_MIN && hasEnoughStatistics(statistics))
      return adoptStatistics(own, statistics);
  }
  return own;
}

/** The campaign's own state with the donor's ring and talk times, and the donor's answer share as a dozen calls. */
export function adoptStatistics(own: PacerState, donor: PacingStatistics): PacerState {
  const { calls, humans } = observedAnswers(donor.answers);
  const share = Math.max(ANSWER_SHARE_MIN, humans / calls);
  return {
    ...own,
    statistics: {
      answers: answersFromCounts(OWN_CALLS_MIN, OWN_CALLS_MIN * share),
      rings: donor.rings,
      talk: donor.talk,
      wrap: own.statistics.wrap,
      setupSeconds: donor.setupSeconds,
    },
  };
}
