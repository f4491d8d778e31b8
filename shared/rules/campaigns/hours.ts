import type { CampaignHours } from '../compliance/calling-hours.ts';

/** The hours and dates within which a campaign places calls. */
export type CampaignSchedule = {
  /** IANA time zone of the calling hours. */
  timezone: string;
  /** `HH:MM:SS` */
  callingHoursStart: string;
  callingHoursEnd: string;
  /** The campaign places calls from this moment on. */
  scheduleStart: Date | null;
  /** The campaign places no call from this moment on. */
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
