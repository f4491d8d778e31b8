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

/**
 * Whether the carrier has the settings of a phone number, so that calls to the number reach this platform:
 *
 * - `synced`: the carrier has confirmed the settings
 * - `syncing`: the settings are being sent
 * - `failed`: the carrier refused the settings, or its account does not have the number
 * - `not_synced`: no settings were sent, because the number is not assigned or has no `phoneNumberSid`
 */
export const CARRIER_STATUSES = ['synced', 'syncing', 'failed', 'not_synced'] as const;
export type CarrierStatus = (typeof CARRIER_STATUSES)[number];

export function carrierStatusOf(number: {
  syncDue: string | null;
  syncProblem: string | null;
  syncedAt: Date | null;
}): CarrierStatus {
  if (number.syncProblem !== null) return 'failed';
  if (number.syncDue !== null) return 'syncing';
  return number.syncedAt === null ? 'not_synced' : 'synced';
}
