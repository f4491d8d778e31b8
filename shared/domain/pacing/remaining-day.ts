/** The rest of the calling day of a campaign: the remaining time and the remaining leads. */
import { countLeadsLeft } from '../../../sql/pacing/leads-left.ts';
import type { Sql } from '../../../sql/db.ts';
import { campaignHours, type CampaignSchedule } from '../../rules/campaigns/hours.ts';
import { type CallingHoursReason, checkCallingHours } from '../../rules/compliance/calling-hours.ts';

/**
 * Reasons that stop the calls to all leads of a campaign. The legal calling hours at the place of a lead are checked
 * for each lead separately.
 */
const CLOSING_REASONS: ReadonlySet<CallingHoursReason> = new Set([
  'campaign_hours',
  'schedule_not_started',
  'schedule_over',
] as const);

export type CampaignOpening = {
  closed: boolean;
  /** When the campaign's calling hours open again; null if the campaign is open now or never opens again. */
  opensAtMs: number | null;
  /**
   * Seconds until the calling hours end today. The time zone of the campaign is used, although leads may be in other
   * time zones. The value may be Infinity.
   */
  secondsLeft: number;
};

function campaignOpening(campaign: CampaignSchedule, nowMs: number): CampaignOpening {
  const hours = checkCallingHours({ atMs: nowMs, zones: [campaign.timezone], campaign: campaignHours(campaign) });
  if (hours.ok) return { closed: false, opensAtMs: null, secondsLeft: (hours.untilMs - nowMs) / 1000 };
  const closed = CLOSING_REASONS.has(hours.reason);
  return { closed, opensAtMs: closed ? hours.nextAtMs : null, secondsLeft: Infinity };
}

/**
 * Leads are counted only up to this number. With at least 2 000 leads left, the end of the lead list does not limit
 * pacing, because later answered calls can make up for any abandoned call.
 */
const LEADS_COUNTED_MAX = 2_000;

export type RemainingDay = CampaignOpening & {
  /** Number of leads that can still be called before the calling hours end today; Infinity from 2 000 leads on. */
  leadsLeft: number;
};

/** Returns whether a campaign may dial now, and how much time and how many leads are left of the calling day. */
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
