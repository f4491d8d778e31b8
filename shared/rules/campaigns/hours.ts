import type { CampaignHours } from '../compliance/calling-hours.ts';

/** The hours and dates within which a campaign places calls. */
export type CampaignSchedule = {
  /** IANA time zone of the calling hours. */
  timezone: string;
  /** Start and end of the calling hours, as `HH:MM:SS`. */
  callingHoursStart: string;
  callingHoursEnd: string;
  /** The first moment at which the campaign may place calls; null if the campaign has no start date. */
  scheduleStart: Date | null;
  /** The first moment at which the campaign may no longer place calls; null if the campaign has no end date. */
  scheduleEnd: Date | null;
};

/** A campaign's calling hours and schedule in the form that `checkCallingHours` takes. */
export function campaignHours(campaign: CampaignSchedule): CampaignHours {
  return {
    timezone: campaign.timezone,
    hoursStart: campaign.callingHoursStart,
    hoursEnd: campaign.callingHoursEnd,
    scheduleStartMs: campaign.scheduleStart?.getTime(),
    scheduleEndMs: campaign.scheduleEnd?.getTime(),
  };
}
