import type { CampaignHours } from '../rules/calling-hours.ts';
import type { CampaignFields } from '../../sql/campaigns.ts';

/** A campaign's own hours and schedule, in the form the calling-hours rule takes. */
export function campaignHours(
  campaign: Pick<
    CampaignFields,
    'timezone' | 'callingHoursStart' | 'callingHoursEnd' | 'scheduleStart' | 'scheduleEnd'
  >,
): CampaignHours {
  return {
    timezone: campaign.timezone,
    hoursStart: campaign.callingHoursStart,
    hoursEnd: campaign.callingHoursEnd,
    scheduleStartMs: campaign.scheduleStart?.getTime(),
    scheduleEndMs: campaign.scheduleEnd?.getTime(),
  };
}
