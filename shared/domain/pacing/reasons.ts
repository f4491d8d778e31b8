/** Reasons why a campaign does not dial, or dials fewer calls than possible. The messages say what the user can do. */
import { agentActivitySeconds, freeAgentSlots } from '../../../sql/agents/availability.ts';
import { findStanding } from '../../../sql/accounts/tenants.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import type { Sql } from '../../../sql/db.ts';
import { abandonCounts } from '../../../sql/pacing/abandon-ledger.ts';
import { readPacing } from '../../../sql/pacing/pacer-state.ts';
import type { Context } from '../../context.ts';
import { type Standing, standingProblem } from '../../rules/accounts/standing.ts';
import { effectiveAgentLegs } from '../../rules/campaigns/agent-leg-mode.ts';
import { hasEnded } from '../../rules/campaigns/status.ts';
import { type AbandonCounts, exceedsAbandonmentLimit } from '../../rules/pacing/abandonment-limit.ts';
import { breakerMessage } from '../../rules/numbers/carrier-breaker.ts';
import { tenantLimits } from '../accounts/limits.ts';
import { blockedCountries, campaignBreakers } from '../numbers/carrier-breaker.ts';
import { mayUseCallerId, notGrantedMessage } from '../numbers/grants.ts';
import { findDuePlaces } from './due-places.ts';
import { type CampaignOpening, remainingDay } from './remaining-day.ts';
import { FALLBACKS, type PacingReport, parseReport, TICK_REASONS } from './tick-report.ts';

export const PACING_REASONS = [
  'account_not_active',
  'not_active',
  'no_caller_id',
  'caller_id_not_granted',
  'dialer_not_running',
  ...new Set([...TICK_REASONS, ...FALLBACKS]),
] as const;
export type PacingReason = { code: (typeof PACING_REASONS)[number]; message: string };

/** Milliseconds of real time. If the last tick is older than this, no worker runs the dialer. */
const TICK_LATE_MS = 30_000;

export type PacingStatus = {
  /** Answered and abandoned calls within the time window of the abandonment policy. */
  counts: AbandonCounts;
  overLimit: boolean;
  report: PacingReport | null;
  reasons: PacingReason[];
};

/**
 * Returns the report of a campaign's last tick, the number of abandoned calls, and every reason why the campaign does
 * not dial now.
 */
export async function pacingStatus(ctx: Context, campaign: CampaignRow): Promise<PacingStatus> {
  const { pacingReport } = await readPacing(ctx.sql, campaign.id);
  const report = parseReport(pacingReport);
  const counts = await abandonCounts(ctx.sql, campaign);
  const day = await remainingDay(ctx.sql, campaign, ctx.clock.nowMs());
  const overLimit = exceedsAbandonmentLimit(counts, campaign, day);
  const standing = await findStanding(ctx.sql, campaign.tenantId);
  const isDialing = campaign.status === 'active' && campaign.callerId !== null && standing.status === 'active';
  const reasons = [
    ...standingReasons(standing),
    ...statusReasons(campaign),
    ...(await callerIdReasons(ctx, campaign)),
    ...(await carrierReasons(ctx.sql, campaign)),
    ...modeReasons(campaign, day),
    ...(await floorReasons(ctx, campaign)),
    ...(overLimit ? [limitReason(campaign, counts)] : []),
    ...(isDialing ? tickReasons(ctx, campaign, report) : []),
  ];
  const listed = new Set<string>();
  return { counts, overLimit, report, reasons: reasons.filter(({ code }) => !listed.has(code) && listed.add(code)) };
}

function standingReasons(standing: Standing): PacingReason[] {
  const message = standingProblem(standing);
  return message === undefined ? [] : [{ code: 'account_not_active', message }];
}

function statusReasons({ status, scheduleStart }: CampaignRow): PacingReason[] {
  if (status === 'active') return [];
  if (hasEnded(status))
    return [
      { code: 'not_active', message: `The campaign is ${status} and cannot start again: create another campaign.` },
    ];
  if (status === 'scheduled')
    return [
      {
        code: 'not_active',
        message: `The campaign starts at ${scheduleStart?.toISOString()}: change schedule_start to start it earlier.`,
      },
    ];
  return [{ code: 'not_active', message: `The campaign is ${status}: start it with POST /api/campaigns/{id}/start.` }];
}

/** Returns the reasons that follow from the dial mode, the calling hours and the schedule of the campaign. */
function modeReasons(campaign: CampaignRow, { closed, opensAtMs }: CampaignOpening): PacingReason[] {
  const reasons: PacingReason[] = [];
  const add = (code: PacingReason['code'], message: string) => reasons.push({ code, message });
  if (campaign.dialMode === 'preview')
    add('preview', 'Agents start each call: POST /api/campaigns/{id}/preview/next, then POST /api/leads/{id}/call.');
  if (closed)
    add(
      'outside_hours',
      opensAtMs === null
        ? 'Its calling hours never open again: change calling_hours_start, calling_hours_end or schedule_end.'
        : `Outside its calling hours and schedule: dialing continues at ${new Date(opensAtMs).toISOString()}.`,
    );
  return reasons;
}

async function callerIdReasons(ctx: Context, { tenantId, callerId }: CampaignRow): Promise<PacingReason[]> {
  if (callerId === null)
    return [{ code: 'no_caller_id', message: 'The campaign has no caller_id: set one with PUT /api/campaigns/{id}.' }];
  if (await mayUseCallerId(ctx, ctx.sql, tenantId, callerId)) return [];
  return [{ code: 'caller_id_not_granted', message: `caller_id: ${notGrantedMessage(callerId)}` }];
}

/** Returns the reasons for which the carrier refuses the calls of the campaign. */
async function carrierReasons(sql: Sql, campaign: CampaignRow): Promise<PacingReason[]> {
  const messages = (await campaignBreakers(sql, campaign)).map(breakerMessage);
  return messages.length === 0 ? [] : [{ code: 'carrier_refuses', message: messages.join(' ') }];
}

/** Returns the reasons that follow from the agents and leads at this moment. */
async function floorReasons(ctx: Context, campaign: CampaignRow): Promise<PacingReason[]> {
  const { sql } = ctx;
  const { tenantId, agentGroupId: groupId, requiredSkills: skills, timezone } = campaign;
  const reasons: PacingReason[] = [];
  const parked = effectiveAgentLegs(campaign) === 'parked';
  const { idle } = await freeAgentSlots(sql, { tenantId, groupId, skills, timezone, parked });
  const { talking, wrapping } = await agentActivitySeconds(sql, { tenantId, groupId, skills, timezone });
  if (idle + talking.length + wrapping.length === 0)
    reasons.push({
      code: 'no_agents',
      message: `No agent is available: set agents available with PUT /api/agents/{id}/status${parked ? ', let them answer their phone,' : ''} and check their working hours.`,
    });
  const { destination_countries: countries } = await tenantLimits(ctx, sql, tenantId);
  const { openIds, nextAt } = await findDuePlaces(sql, campaign, { countries, blocked: await blockedCountries(sql) });
  if (openIds.length === 0)
    reasons.push({
      code: 'no_lead_due',
      message: nextAt
        ? `No lead may be called now, the next one at ${nextAt.toISOString()}: GET /api/campaigns/{id}/preflight shows why.`
        : 'No lead is left to call: upload more leads with POST /api/leads/upload.',
    });
  return reasons;
}

function limitReason({ abandonHardRate }: CampaignRow, { answered, abandoned }: AbandonCounts): PacingReason {
  const message =
    `${abandoned} of ${answered} answered calls were abandoned in the window, and one more would exceed ` +
    `${(100 * abandonHardRate).toFixed(1)} %: each call waits for a free agent until the share is lower.`;
  return { code: 'abandonment_limit', message };
}

/**
 * Messages for the reasons that only the report of the last tick contains. All other reasons come from the functions
 * above.
 */
const TICK_MESSAGES: Partial<Record<PacingReason['code'], string>> = {
  no_lead_due:
    'No due lead may be called now: a number rests after a call, or is in another call. The next_call_at of a lead says until when.',
  no_free_agents:
    'All agents are busy, and enough calls ring for the agents who become free: add agents to dial more calls.',
  enough_calls_under_way: 'Enough calls ring for the agents who are free or will be: there is nothing to do.',
  carrier_limit:
    'The carrier accepts no more calls per second: raise TWILIO_CALLS_PER_SECOND to what the account allows.',
  live_calls:
    'The account has as many calls at one time as its limit live_calls allows: see GET /api/limits. The operator of this installation can raise it.',
  spend_per_day:
    'The carrier cost of the account has reached its limit spend_per_day for this UTC day: see GET /api/limits. The operator of this installation can raise it.',
  cold_statistics: 'Too few calls have been resolved for a forecast: each call waits for a free agent until then.',
  few_agents: 'With fewer than three agents each call waits for a free agent: add agents to dial predictively.',
  short_list:
    'So few leads are left that later answers cannot make up for an abandoned call: each call waits for a free agent. Upload more leads to dial predictively.',
  budget_of_the_day:
    'The share of abandoned calls for today is used up: each call waits for a free agent until the share is lower.',
};

function tickReasons(ctx: Context, { updatedAt }: CampaignRow, report: PacingReport | null): PacingReason[] {
  const lastMs = Math.max(updatedAt.getTime(), report ? Date.parse(report.at) : 0);
  if (ctx.clock.nowMs() - lastMs > TICK_LATE_MS * Math.max(1, ctx.clock.speed))
    return [
      {
        code: 'dialer_not_running',
        message: 'No worker runs the dialer: start one with npm run workers -- dialer.',
      },
    ];
  return [report?.reason ?? null, report?.fallback ?? null].flatMap((code) => {
    const message = code === null ? undefined : TICK_MESSAGES[code];
    return code !== null && message !== undefined ? [{ code, message }] : [];
  });
}
