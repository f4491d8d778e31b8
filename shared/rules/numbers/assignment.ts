export const NUMBER_STATUSES = ['available', 'assigned', 'suspended'] as const;
export type NumberStatus = (typeof NUMBER_STATUSES)[number];

/** Calls to a number go to a campaign, or to the campaigns of a number pool. */
export const ASSIGNEE_TYPES = ['campaign', 'pool'] as const;
export type AssigneeType = (typeof ASSIGNEE_TYPES)[number];

/**
 * The status and the assignee of a number. A number that is the `phoneNumber` of a campaign (`mainCampaignId`) counts as
 * assigned to that campaign, even when its row names no campaign. A suspended number keeps its assignee.
 */
export function assignmentOf(number: {
  isSuspended: boolean;
  campaignId: number | null;
  poolId: number | null;
  mainCampaignId: number | null;
}): { status: NumberStatus; assignedTo: AssigneeType | null; assignedId: number | null } {
  const campaignId = number.campaignId ?? (number.poolId === null ? number.mainCampaignId : null);
  const assignedId = campaignId ?? number.poolId;
  const assignedTo = campaignId !== null ? 'campaign' : number.poolId !== null ? 'pool' : null;
  const status = number.isSuspended ? 'suspended' : assignedTo ? 'assigned' : 'available';
  return { status, assignedTo, assignedId };
}
