/**
 * What a tenant's campaigns learn from each other, so that nobody starts cold.
 *
 * How long phones ring and agents talk is much the same for the same agents and country, so it is taken over whole. How
 * many people answer belongs to a list: another list's share counts like a dozen calls, and never as less than a careful
 * guess, because whoever expects too few answers starts too many calls. Wrap-up is each campaign's own setting, and the
 * account of the day and the price belong to the campaign's own law.
 */
import { answersFromCounts, observedAnswers } from '../../rules/pacing/answer-share.ts';
import { hasEnoughStatistics, type PacingStatistics } from '../../rules/pacing/statistics.ts';
import { type PacerState, restorePacerState } from '../../rules/pacing/pacer-state.ts';
import type { Sql } from '../../../sql/db.ts';
import { listDonorStates } from '../../../sql/pacing/pacer-state.ts';

/** With fewer calls of its own resolved, a campaign is cold. */
const OWN_CALLS_MIN = 12;
const ANSWER_SHARE_MIN = 0.3;
/** Another campaign teaches only what it has seen often enough. */
const DONOR_CALLS_MIN = 50;
const DONORS_MAX = 5;

/** What the pacer starts from: the campaign's own state, or what another of the tenant's learnt while that is cold. */
export async function warmStart(
  sql: Sql,
  campaign: { id: number; tenantId: number; agentGroupId: number | null },
  saved: unknown,
): Promise<PacerState> {
  const own = restorePacerState(saved);
  if (observedAnswers(own.statistics.answers).calls >= OWN_CALLS_MIN) return own;
  for (const other of await listDonorStates(sql, campaign, DONORS_MAX)) {
    const { statistics: learnt } = restorePacerState(other);
    if (observedAnswers(learnt.answers).calls >= DONOR_CALLS_MIN && hasEnoughStatistics(learnt)) return adoptStatistics(own, learnt);
  }
  return own;
}

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
