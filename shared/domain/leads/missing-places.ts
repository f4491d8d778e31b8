/** Stores the places of leads that an earlier version of the product has stored without a place. */
import { placeIds } from '../../../sql/compliance/places.ts';
import { listLeadsWithoutPlace, updateLeadPlaces } from '../../../sql/leads/leads.ts';
import type { Context } from '../../context.ts';
import { createPlaceList } from '../../rules/leads/place-list.ts';

/** Leads that one sweep updates. The update takes less than a second. */
const LEADS_AT_ONCE = 5_000;

export async function storeMissingPlaces({ sql }: Context): Promise<void> {
  const leads = await listLeadsWithoutPlace(sql, LEADS_AT_ONCE);
  if (leads.length === 0) return;
  const places = createPlaceList();
  const positions = leads.map(({ phoneNormalized }) => places.positionOf(phoneNormalized));
  const ids = await placeIds(sql, places.texts);
  await updateLeadPlaces(
    sql,
    leads.map(({ id }, index) => ({ id, placeId: ids[positions[index]! - 1]! })),
  );
}
