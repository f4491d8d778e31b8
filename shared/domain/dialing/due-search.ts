/** The search for due leads that may be called now. */
import type { Sql } from '../../../sql/db.ts';
import {
  type DueLead,
  holdClosedPlaces,
  lockDueLeads,
  lockDueLeadsIn,
  type RefusedLead,
  updateRefusedLeads,
} from '../../../sql/dialing/due-leads.ts';
import type { CampaignSchedule } from '../../rules/campaigns/hours.ts';
import { isReasonOfPlace } from '../../rules/campaigns/place-gate.ts';
import { blockedCountryRefusal, callRefusal } from '../../rules/dialing/call-gate.ts';
import { findDuePlaces } from '../pacing/due-places.ts';

export type SearchedCampaign = CampaignSchedule & {
  id: number;
  tenantId: number;
  /** The countries that the tenant may call; null allows every country. */
  countries: readonly string[] | null;
  /** The countries to which the carrier refuses calls, with the time of the next probe. */
  blocked: ReadonlyMap<string, Date>;
};

/** Leads of closed places that one search holds. The update takes some 0.1 s, and a tick should end within a second. */
const HELD_AT_ONCE = 2_000;

/**
 * Yields the callable leads of the campaign in dial order, some at a time; a part may be empty. The leads are locked until
 * the end of the transaction. Each lead that the gate refuses gets the status, the reason and the time of the refusal, so
 * the search does not find the lead again. The caller must change the leads that it takes, or stop.
 *
 * Once a lead is refused because of its place, the search leaves out all closed places. So a long list of leads that sleep
 * does not stand before the first lead that is awake.
 *
 * @param limits.examinedMax maximum number of leads that are checked one by one
 * @param limits.batch number of leads that are read at once
 */
export async function* findCallableLeads(
  sql: Sql,
  campaign: SearchedCampaign,
  { examinedMax, batch }: { examinedMax: number; batch: number },
): AsyncGenerator<DueLead[]> {
  let openIds: number[] | undefined;
  for (let examined = 0; examined < examinedMax; examined += batch) {
    const due = await (openIds ? lockDueLeadsIn(sql, campaign, openIds, batch) : lockDueLeads(sql, campaign, batch));
    if (due.length === 0) return;
    const refused: RefusedLead[] = [];
    const callable: DueLead[] = [];
    for (const lead of due) {
      const refusal = callRefusal(campaign, lead, campaign.countries) ?? blockedCountryRefusal(lead, campaign.blocked);
      if (refusal) refused.push({ id: lead.id, ...refusal });
      else callable.push(lead);
    }
    if (refused.length > 0) await updateRefusedLeads(sql, campaign.tenantId, refused);
    yield callable;
    if (!openIds && refused.some(({ reason }) => isReasonOfPlace(reason)))
      openIds = await leaveOutClosed(sql, campaign);
  }
}

async function leaveOutClosed(sql: Sql, campaign: SearchedCampaign): Promise<number[]> {
  const { openIds, closed } = await findDuePlaces(sql, campaign, campaign);
  if (closed.length > 0) await holdClosedPlaces(sql, campaign, closed, HELD_AT_ONCE);
  return openIds;
}
