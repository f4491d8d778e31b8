import type { CallingHoursReason, CampaignHours } from '../compliance/calling-hours.ts';
import { CLOSED_REASONS, type CountryHours } from '../compliance/law.ts';

/** The hours and dates within which a campaign places calls. */
export type CampaignSchedule = {
  /** IANA time zone of the calling hours. */
  timezone: string;
  /** Start and end of the calling hours, as `HH:MM:SS`. */
  callingHoursStart: string;
  callingHoursEnd: string;
  countryHours: CountryHours;
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
    countryHours: campaign.countryHours,
  };
}

/** The settings that decide at what hours a campaign calls. */
export const HOURS_SETTINGS = [
  'timezone',
  'callingHoursStart',
  'callingHoursEnd',
  'countryHours',
  'scheduleStart',
  'scheduleEnd',
] as const satisfies (keyof CampaignSchedule)[];

/** The values of a lead's `status_reason` that a change of these settings can make untrue. */
export const HOURS_REASONS: readonly (CallingHoursReason | 'no_lawful_time_left')[] = [
  'campaign_hours',
  'legal_hours',
  'schedule_not_started',
  'schedule_over',
  'no_lawful_time_left',
  ...CLOSED_REASONS,
];
