/** The statuses of a campaign. */
export const CAMPAIGN_STATUSES = ['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/**
 * For each status of a campaign: the statuses to which a user may change the campaign. Completed and cancelled
 * campaigns have ended.
 */
export const STATUS_TRANSITIONS: Readonly<Record<CampaignStatus, readonly CampaignStatus[]>> = {
  draft: ['scheduled', 'active', 'cancelled'],
  scheduled: ['active', 'paused', 'completed', 'cancelled'],
  active: ['paused', 'completed', 'cancelled'],
  paused: ['scheduled', 'active', 'completed', 'cancelled'],
  completed: [],
  cancelled: [],
};

/** Whether a campaign has ended. An ended campaign places no more calls and accepts no more leads. */
export function hasEnded(status: CampaignStatus): boolean {
  return STATUS_TRANSITIONS[status].length === 0;
}
