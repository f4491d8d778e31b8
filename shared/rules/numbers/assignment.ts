export const NUMBER_STATUSES = ['available', 'assigned', 'suspended'] as const;
export type NumberStatus = (typeof NUMBER_STATUSES)[number];

/**
 * What a phone number is assigned to. Calls to the number go to the campaign, or to the campaigns of the number pool.
 */
export const ASSIGNEE_TYPES = ['campaign', 'pool'] as const;
export type AssigneeType = (typeof ASSIGNEE_TYPES)[number];

/**
 * Returns the status and the assignee of a phone number. If the number is a campaign's `phoneNumber`
 * (`mainCampaignId`), the number counts as assigned to the campaign, even if the number's row names no campaign. A
 * suspended number keeps its assignee.
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
