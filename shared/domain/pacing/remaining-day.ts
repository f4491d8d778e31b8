/** What is left of a campaign's calling day: time and leads. Either may end first. */
import { countLeadsLeft } from '../../../sql/pacing/leads-left.ts';
import type { Sql } from '../../../sql/db.ts';
import { campaignHours, type CampaignSchedule } from '../../rules/campaigns/hours.ts';
import { type CallingHoursReason, checkCallingHours } from '../../rules/compliance/calling-hours.ts';

/** Reasons that close the whole campaign. The legal hours of each lead's own place are checked lead by lead. */
const CLOSING_REASONS: ReadonlySet<CallingHoursReason> = new Set([
  'campaign_hours',
  'schedule_not_started',
  'schedule_over',
] as const);

export type CampaignOpening = {
  closed: boolean;
  /** When a closed campaign opens again; null when it never does. */
  opensAtMs: number | null;
  /** Until calling ends today in the campaign's time zone, which stands for the places of the leads; may be Infinity. */
  secondsLeft: number;
};

function campaignOpening(campaign: CampaignSchedule, nowMs: number): CampaignOpening {
  const hours = checkCallingHours({ atMs: nowMs, zones: [campaign.timezone], campaign: campaignHours(campaign) });
  if (hours.ok) return { closed: false, opensAtMs: null, secondsLeft: (hours.untilMs - nowMs) / 1000 };
  const closed = CLOSING_REASONS.has(hours.reason);
  return { closed, opensAtMs: closed ? hours.nextAtMs : null, secondsLeft: Infinity };
}

/** With at least this many leads left, the end of the list does not limit pacing: later answers can make up for any call. */
const LEADS_COUNTED_MAX = 2_000;

export type RemainingDay = CampaignOpening & {
  /** Leads that can still be called before calling ends today; Infinity from 2 000 on. */
  leadsLeft: number;
};

/** Whether a campaign may dial now, and the time and leads that are left of its day. */
export async function remainingDay(
  sql: Sql,
  campaign: CampaignSchedule & { id: number },
  nowMs: number,
): Promise<RemainingDay> {
  const opening = campaignOpening(campaign, nowMs);
  const { secondsLeft } = opening;
  const before = Number.isFinite(secondsLeft) ? new Date(nowMs + 1000 * secondsLeft) : null;
  const leads = await countLeadsLeft(sql, campaign, { before, max: LEADS_COUNTED_MAX });
  return { ...opening, leadsLeft: leads < LEADS_COUNTED_MAX ? leads : Infinity };
}
