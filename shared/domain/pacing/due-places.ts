/** Which places of a campaign's leads may be called now. The dialer leaves out the leads of all other places at once. */
import type { Sql } from '../../../sql/db.ts';
import { listPendingPlaces, type PendingPlace } from '../../../sql/pacing/leads-left.ts';
import type { CampaignSchedule } from '../../rules/campaigns/hours.ts';
import { type CallRefusal, carrierRefusal, placeRefusal } from '../../rules/campaigns/place-gate.ts';
import { parsePlace } from '../../rules/compliance/number-time-zones.ts';

export type DuePlaces = {
  /** Places with due leads that may be called now. Leads whose place is not known yet are checked one by one. */
  openIds: number[];
  /** Places with due leads that may not be called now. */
  closed: (CallRefusal & { placeId: number })[];
  /** The earliest time at which another pending lead may be called; null if there is no such time. */
  nextAt: Date | null;
};

/** The countries that the tenant may call (null: every country), and those to which the carrier refuses calls. */
export type CalledCountries = { countries: readonly string[] | null; blocked: ReadonlyMap<string, Date> };

export async function findDuePlaces(
  sql: Sql,
  campaign: CampaignSchedule & { id: number },
  called: CalledCountries,
): Promise<DuePlaces> {
  const found: DuePlaces = { openIds: [], closed: [], nextAt: null };
  for (const pending of await listPendingPlaces(sql, campaign)) {
    const { placeId, isDue, dueAt } = pending;
    const refusal = isDue ? refusalOf(campaign, pending, called) : undefined;
    if (refusal) found.closed.push({ ...refusal, placeId });
    else if (isDue) found.openIds.push(placeId);
    const nextAt = refusal ? refusal.nextCallAt : dueAt;
    if (nextAt && (found.nextAt === null || nextAt < found.nextAt)) found.nextAt = nextAt;
  }
  return found;
}

function refusalOf(
  campaign: CampaignSchedule,
  { place, readAt }: PendingPlace,
  called: CalledCountries,
): CallRefusal | undefined {
  if (place === null) return undefined;
  const known = parsePlace(place);
  return (
    placeRefusal(campaign, known, called.countries, readAt.getTime()) ??
    carrierRefusal(known.region?.country, readAt, called.blocked)
  );
}
