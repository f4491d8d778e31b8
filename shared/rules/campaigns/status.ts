/** The statuses of a campaign. */
export const CAMPAIGN_STATUSES = ['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/**
 * For each status of a campaign: the statuses to which a user may change the campaign.
 *
 * A campaign is `completed` when its list is exhausted, when its schedule has ended, or when a user says so. None of the
 * three is final:
 * - If the list was exhausted, the next lead that can be called makes the campaign active again.
 * - Otherwise the campaign takes leads, but dials them only after a user has started it.
 *
 * Only `cancelled` is final.
 */
export const STATUS_TRANSITIONS: Readonly<Record<CampaignStatus, readonly CampaignStatus[]>> = {
  draft: ['scheduled', 'active', 'completed', 'cancelled'],
  scheduled: ['active', 'paused', 'completed', 'cancelled'],
  active: ['paused', 'completed', 'cancelled'],
  paused: ['scheduled', 'active', 'completed', 'cancelled'],
  completed: ['scheduled', 'active', 'paused', 'cancelled'],
  cancelled: [],
};

/** Whether a campaign has ended for good. An ended campaign places no more calls and accepts no more leads. */
export function hasEnded(status: CampaignStatus): boolean {
  return STATUS_TRANSITIONS[status].length === 0;
}
