/** Stores leads that are uploaded as a file or added by a request. */
import type { DuplicateCounts, ImportCounts, OnDuplicate } from '../../rules/leads/imports.ts';
import type { Tx } from '../../transaction.ts';
import { insertStagedConsents } from '../../../sql/compliance/consents.ts';
import { lockDncList } from '../../../sql/compliance/dnc.ts';
import { placeIds } from '../../../sql/compliance/places.ts';
import { insertStagedLeads, lockCampaignLeads, stageLeads, updateStagedLeads } from '../../../sql/leads/staging.ts';
import { takeUpCampaign } from '../campaigns/status.ts';

export type StoredCounts = Omit<ImportCounts, 'invalid'> & DuplicateCounts;

/** The campaign that gets the leads. */
export type LeadTarget = {
  tenantId: number;
  campaignId: number;
  importId: number | null;
  /** The user who sent the leads in a request. */
  recordedBy?: number | null;
  onDuplicate: OnDuplicate;
};

/**
 * Stores leads in a campaign. If the list of the campaign was exhausted, the campaign becomes active again.
 *
 * @param lines the leads, as `leadCopyLine` returns them
 * @param places the places of the leads
 * @param hasConsents whether any of the leads has a consent
 * @returns the counts, and the leads that the campaign had already and that were changed
 */
export async function storeLeadLines(
  tx: Tx,
  target: LeadTarget,
  { lines, places, hasConsents }: { lines: string[]; places: string[]; hasConsents?: boolean },
): Promise<StoredCounts & { changed: { phone: string; isRequeued: boolean }[] }> {
  const { sql } = tx;
  const { tenantId, campaignId, importId, recordedBy = null, onDuplicate } = target;
  const ids = await placeIds(sql, places);
  await stageLeads(sql, lines);
  await lockCampaignLeads(sql, campaignId);
  await lockDncList(sql, tenantId, 'shared');
  const changed = onDuplicate === 'skip' ? [] : await updateStagedLeads(sql, target, onDuplicate === 'requeue');
  const counts = await insertStagedLeads(sql, { tenantId, campaignId, importId, placeIds: ids });
  if (hasConsents) await insertStagedConsents(sql, { tenantId, importId, recordedBy });
  const requeued = changed.filter(({ isRequeued }) => isRequeued).length;
  if (counts.inserted + requeued > 0) await takeUpCampaign(tx, tenantId, campaignId);
  return { ...counts, updated: changed.length - requeued, requeued, changed };
}
