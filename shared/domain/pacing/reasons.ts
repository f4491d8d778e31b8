/** Why a campaign is not dialling, or not as much as it could, in words that say what to do. */
import type { Context } from '../../context.ts';
import { agentActivitySeconds, freeAgentSlots } from '../../../sql/agents/availability.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import type { Sql } from '../../../sql/db.ts';
import { nextDueLead } from '../../../sql/pacing/leads-left.ts';
import { abandonCounts } from '../../../sql/pacing/abandon-ledger.ts';
import { type AbandonCounts } from '../../rules/pacing/abandonment-limit.ts';
import { readPacing } from '../../../sql/pacing/pacer-state.ts';
import { remainingDay } from './remaining-day.ts';
import { type CampaignOpening } from './remaining-day.ts';
import { exceedsAbandonmentLimit } from '../../rules/pacing/abandonment-limit.ts';
import { FALLBACKS, type PacingReport, parseReport, TICK_REASONS } from './tick-report.ts';

export const PACING_REASONS = [
  'not_active',
  'no_caller_id',
  'dialer_not_running',
  ...new Set([...TICK_REASONS, ...FALLBACKS]),
] as const;
export type PacingReason = { code: (typeof PACING_REASONS)[number]; message: string };

/** Ticks come every second: after this much silence no worker takes them. */
const TICK_LATE_MS = 30_000;

export type PacingStatus = { sums: AbandonCounts; overLimit: boolean; report: PacingReport | null; reasons: PacingReason[] };

/** A campaign's last tick, what was abandoned in its window, and everything that keeps it from dialling now. */
export async function pacingStatus(ctx: Context, campaign: CampaignRow): Promise<PacingStatus> {
  const { pacingReport } = await readPacing(ctx.sql, campaign.id);
  const report = parseReport(pacingReport);
  const sums = await abandonCounts(ctx.sql, campaign);
  const day = await remainingDay(ctx.sql, campaign, ctx.clock.nowMs());
  const overLimit = exceedsAbandonmentLimit(sums, campaign, day);
  const reasons = [
    ...stateReasons(campaign, day),
    ...(await floorReasons(ctx.sql, campaign)),
    ...(overLimit ? [limitReason(campaign, sums)] : []),
    ...(campaign.status === 'active' && campaign.callerId !== null ? tickReasons(ctx, campaign, report) : []),
  ];
  const known = new Set<string>();
  return { sums, overLimit, report, reasons: reasons.filter(({ code }) => !known.has(code) && known.add(code)) };
}

function stateReasons(campaign: CampaignRow, { closed, opensAtMs }: CampaignOpening): PacingReason[] {
  const reasons: PacingReason[] = [];
  const say = (code: PacingReason['code'], message: string) => reasons.push({ code, message });
  const { status } = campaign;
  const ended = status === 'completed' || status === 'cancelled';
  if (ended) say('not_active', `The campaign is ${status}, which is its end: create another one for further calls.`);
  else if (status === 'scheduled')
    say(
      'not_active',
      `It starts by itself at ${campaign.scheduleStart?.toISOString()}; change schedule_start to start earlier.`,
    );
  else if (status !== 'active')
    say('not_active', `The campaign is ${status}: start it with POST /api/campaigns/{id}/start.`);
  if (campaign.callerId === null) say('no_caller_id', 'It has no caller_id: set one with PUT /api/campaigns/{id}.');
  if (campaign.dialMode === 'preview')
    say('preview', 'Agents start each call: POST /api/campaigns/{id}/preview/next, then POST /api/leads/{id}/call.');
  if (closed)
    say(
      'outside_hours',
      opensAtMs === null
        ? 'Its hours never open again: change calling_hours_start, calling_hours_end or schedule_end.'
        : `Outside its calling hours and schedule: it goes on at ${new Date(opensAtMs).toISOString()}.`,
    );
  return reasons;
}

async function floorReasons(sql: Sql, campaign: CampaignRow): Promise<PacingReason[]> {
  const { tenantId, agentGroupId: groupId, requiredSkills: skills, timezone } = campaign;
  const reasons: PacingReason[] = [];
  const parked = campaign.agentLegs === 'parked' || campaign.dialMode === 'preview';
  const { idle } = await freeAgentSlots(sql, { tenantId, groupId, skills, timezone, parked });
  const { talking, wrapping } = await agentActivitySeconds(sql, { tenantId, groupId, skills });
  if (idle + talking.length + wrapping.length === 0)
    reasons.push({
      code: 'no_agents',
      message: `No agent is at work: set them available with PUT /api/agents/{id}/status${parked ? ', and let them answer their phone' : ''}; mind their working hours.`,
    });
  const { due, nextAt } = await nextDueLead(sql, campaign);
  if (!due)
    reasons.push({
      code: 'no_lead_due',
      message: nextAt
        ? `No lead may be called now, the first at ${nextAt.toISOString()}: GET /api/campaigns/{id}/preflight tells why.`
        : 'No lead is left to call: upload more with POST /api/leads/upload.',
    });
  return reasons;
}

function limitReason({ abandonHardRate }: CampaignRow, { answered, abandoned }: AbandonCounts): PacingReason {
  const message =
    `${abandoned} of ${answered} answered calls were abandoned in the window, and one more would exceed ` +
    `${(100 * abandonHardRate).toFixed(1)} %: each call waits for a free agent until the share is lower.`;
  return { code: 'abandonment_limit', message };
}

/** What only the tick knows; the rest was asked anew above. */
const tickMessages: Partial<Record<PacingReason['code'], string>> = {
  no_free_agents: 'All agents are busy, and enough calls ring for those who will be free: more agents would dial more.',
  enough_calls_under_way: 'Enough calls ring for the agents who are or will be free: nothing to do.',
  carrier_limit:
    'The carrier takes no more calls per second: raise TWILIO_CALLS_PER_SECOND to what the account allows.',
  cold_statistics: 'Too few calls have been resolved to predict with: each call has a free agent until then.',
  few_agents: 'With fewer than three agents each call waits for a free one: bring more, or leave it so.',
  short_list:
    'So few leads are left that nothing could make up for an abandoned call: each call waits for a free agent. More leads end that.',
  budget_of_the_day: 'Today’s share of abandoned calls is used up: each call waits for a free agent until it is lower.',
};

function tickReasons(ctx: Context, { updatedAt }: CampaignRow, report: PacingReport | null): PacingReason[] {
  const lastMs = Math.max(updatedAt.getTime(), report ? Date.parse(report.at) : 0);
  if (ctx.clock.nowMs() - lastMs > TICK_LATE_MS * Math.max(1, ctx.clock.speed))
    return [
      { code: 'dialer_not_running', message: 'No worker takes its ticks: start one with npm run workers -- dialer.' },
    ];
  return [report?.reason ?? null, report?.fallback ?? null].flatMap((code) => {
    const message = code === null ? undefined : tickMessages[code];
    return code !== null && message !== undefined ? [{ code, message }] : [];
  });
}
