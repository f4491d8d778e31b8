import { type checkCallingHours, CallingHoursReason } from '../../rules/compliance/calling-hours.ts';
import type { RemainingDay, CampaignOpening } from './remaining-day.ts';
import { type CampaignSchedule } from '../../rules/campaigns/hours.ts';
import { campaignHours } from '../../rules/campaigns/hours.ts';
import type { Sql } from '../../../sql/db.ts';
import { countLeadsLeft } from '../../../sql/pacing/leads-left.ts';

/** What closes a whole campaign; the law of each called person's own place is asked lead by lead. */
export const closing: ReadonlySet<CallingHoursReason> = new Set([
  'campaign_hours',
  'schedule_not_started',
  'schedule_over',
] as const);

export type CampaignOpening = {
  closed: boolean;
  /** When a closed campaign opens again; null: never. */
  opensAtMs: number | null;
  /** Until the day's calling ends, by the clocks of the campaign's zone, which stands for the list's own places. */
  secondsLeft: number;
};

export function openingOf(campaign: CampaignSchedule, nowMs: number): CampaignOpening {
  const window = checkCallingHours({ atMs: nowMs, zones: [campaign.timezone], campaign: campaignHours(campaign) });
  if (window.ok) return { closed: false, opensAtMs: null, secondsLeft: (window.untilMs - nowMs) / 1000 };
  const closed = closing.has(window.reason);
  return { closed, opensAtMs: closed ? window.nextAtMs : null, secondsLeft: Infinity };
}

/** With so many leads left the end of a list is not in sight: there is room to make up for whatever goes wrong. */
export const LEADS_IN_SIGHT = 2_000;

export type RemainingDay = CampaignOpening & {
  /** Leads that may still be called before the day's calling ends; Infinity when they are many. */
  leadsLeft: number;
};

/** Whether a campaign may dial now, and what is left of its day: time and leads, of which either may end first. */
export async function remainingDay(sql: Sql, campaign: CampaignSchedule & { id: number }, nowMs: number): Promise<RemainingDay> {
  const opening = openingOf(campaign, nowMs);
  const { secondsLeft } = opening;
  const before = Number.isFinite(secondsLeft) ? new Date(nowMs + 1000 * secondsLeft) : null;
  const leads = await countLeadsLeft(sql, campaign, { before, max: LEADS_IN_SIGHT });
  return { ...opening, leadsLeft: leads < LEADS_IN_SIGHT ? leads : Infinity };
}
