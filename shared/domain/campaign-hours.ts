import { callable, type CampaignHours, type NotCallableReason } from '../rules/calling-hours.ts';
import type { CampaignFields } from '../../sql/campaigns.ts';

type Hours = Pick<
  CampaignFields,
  'timezone' | 'callingHoursStart' | 'callingHoursEnd' | 'scheduleStart' | 'scheduleEnd'
>;

/** A campaign's own hours and schedule, in the form the calling-hours rule takes. */
export function campaignHours(campaign: Hours): CampaignHours {
  return {
    timezone: campaign.timezone,
    hoursStart: campaign.callingHoursStart,
    hoursEnd: campaign.callingHoursEnd,
    scheduleStartMs: campaign.scheduleStart?.getTime(),
    scheduleEndMs: campaign.scheduleEnd?.getTime(),
  };
}

/** What closes a whole campaign; the law of each called person's own place is asked lead by lead. */
const closing: ReadonlySet<NotCallableReason> = new Set([
  'campaign_hours',
  'schedule_not_started',
  'schedule_over',
] as const);

export type Opening = {
  closed: boolean;
  /** When a closed campaign opens again; null: never. */
  opensAtMs: number | null;
  /** Until the day's calling ends, by the clocks of the campaign's zone, which stands for the list's own places. */
  secondsLeft: number;
};

export function openingOf(campaign: Hours, nowMs: number): Opening {
  const window = callable({ atMs: nowMs, zones: [campaign.timezone], campaign: campaignHours(campaign) });
  if (window.ok) return { closed: false, opensAtMs: null, secondsLeft: (window.untilMs - nowMs) / 1000 };
  const closed = closing.has(window.reason);
  return { closed, opensAtMs: closed ? window.nextAtMs : null, secondsLeft: Infinity };
}
