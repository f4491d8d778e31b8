import { callable, type CampaignHours, type NotCallableReason } from '../../rules/compliance/calling-hours.ts';
import type { CampaignFields } from '../../../sql/campaigns/campaigns.ts';
import type { Sql } from '../../../sql/db.ts';
import { countLeadsLeft } from '../../../sql/dialing/dialing.ts';

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

function openingOf(campaign: Hours, nowMs: number): Opening {
  const window = callable({ atMs: nowMs, zones: [campaign.timezone], campaign: campaignHours(campaign) });
  if (window.ok) return { closed: false, opensAtMs: null, secondsLeft: (window.untilMs - nowMs) / 1000 };
  const closed = closing.has(window.reason);
  return { closed, opensAtMs: closed ? window.nextAtMs : null, secondsLeft: Infinity };
}

/** With so many leads left the end of a list is not in sight: there is room to make up for whatever goes wrong. */
const LEADS_IN_SIGHT = 2_000;

export type DayLeft = Opening & {
  /** Leads that may still be called before the day's calling ends; Infinity when they are many. */
  leadsLeft: number;
};

/** Whether a campaign may dial now, and what is left of its day: time and leads, of which either may end first. */
export async function dayLeftOf(sql: Sql, campaign: Hours & { id: number }, nowMs: number): Promise<DayLeft> {
  const opening = openingOf(campaign, nowMs);
  const { secondsLeft } = opening;
  const before = Number.isFinite(secondsLeft) ? new Date(nowMs + 1000 * secondsLeft) : null;
  const leads = await countLeadsLeft(sql, campaign, { before, max: LEADS_IN_SIGHT });
  return { ...opening, leadsLeft: leads < LEADS_IN_SIGHT ? leads : Infinity };
}
