/**
 * Warm start: a new campaign begins with the statistics of a donor campaign, which is another campaign of the same
 * tenant.
 *
 * Ring times and talk times are similar for the same agents and country, so these times are copied. The share of
 * answered calls depends on the lead list, so the share of the donor has only the weight of twelve calls. The share is
 * never set below a careful minimum, because a pacer that expects too few answered calls starts too many calls. Wrap-up
 * times are not copied, because each campaign has its own wrap-up setting. The ledger of the day and the price of an
 * abandoned call are not copied either, because each campaign has its own abandonment policy.
 */
import type { Sql } from '../../../sql/db.ts';
import { listDonorStates } from '../../../sql/pacing/pacer-state.ts';
import { answersFromCounts, observedAnswers } from '../../rules/pacing/answer-share.ts';
import { type PacerState, restorePacerState } from '../../rules/pacing/pacer-state.ts';
import { hasEnoughStatistics, type PacingStatistics } from '../../rules/pacing/statistics.ts';

/** A campaign with fewer resolved calls than this uses the statistics of another campaign (the donor campaign). */
const OWN_CALLS_MIN = 12;
const ANSWER_SHARE_MIN = 0.3;
/** Minimum number of resolved calls of a donor campaign. */
const DONOR_CALLS_MIN = 50;
const DONORS_MAX = 5;

/**
 * Returns the pacer state from which a tick starts. If the campaign has too few resolved calls, the campaign's own
 * state is combined with the statistics of a donor campaign.
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

/**
 * Returns the campaign's own pacer state with the ring times and talk times of the donor campaign. The donor's share of
 * answered calls has the weight of twelve calls.
 */
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
