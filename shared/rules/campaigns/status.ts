/** The life of a campaign. */
export const CAMPAIGN_STATUSES = ['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** The statuses that a user may change a campaign to, by its present status. Completed and cancelled campaigns have ended. */
export const STATUS_TRANSITIONS: Readonly<Record<CampaignStatus, readonly CampaignStatus[]>> = {
  draft: ['scheduled', 'active', 'cancelled'],
  scheduled: ['active', 'paused', 'completed', 'cancelled'],
  active: ['paused', 'completed', 'cancelled'],
  paused: ['scheduled', 'active', 'completed', 'cancelled'],
  completed: [],
  cancelled: [],
};

/** Whether a campaign has ended: it places no further call, and takes no further leads. */
export function hasEnded(status: CampaignStatus): boolean {
  return STATUS_TRANSITIONS[status].length === 0;
}
