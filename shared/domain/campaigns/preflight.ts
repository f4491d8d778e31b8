import type { Context } from '../../context.ts';
import { RESTING } from '../../rules/compliance/attempt-limits.ts';
import { checkCallingHours } from '../../rules/compliance/calling-hours.ts';
import { destinationProblem } from '../../rules/compliance/destinations.ts';
import { placeOfNumber } from '../../rules/compliance/number-time-zones.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import type { Sql } from '../../../sql/db.ts';
import {
  type ConnectDelays,
  countActiveAgents,
  type LeadCluster,
  leadClusters,
  recentConnectDelays,
} from '../../../sql/campaigns/preflight.ts';
import { DomainError } from '../../errors.ts';
import { areAgentsInTime } from '../../rules/campaigns/agent-leg-mode.ts';
import { breakerMessage } from '../../rules/numbers/carrier-breaker.ts';
import { isCallerIdAtCarrier } from '../numbers/caller-ids.ts';
import { campaignBreakers } from '../numbers/carrier-breaker.ts';
import { mayUseCallerId, notGrantedMessage } from '../numbers/grants.ts';
import { campaignHours } from '../../rules/campaigns/hours.ts';
import { tenantLimits } from '../accounts/limits.ts';

/** The law wants the seller's name and number in the message to a person who got no agent in time. */
const SELLER_WARNINGS = {
  company_name:
    'The account has no company_name, so a person who gets no agent in time hears the name of the account: set the name ' +
    'of your business with PUT /account.',
  callback_number:
    'The account has no callback_number, so a person who gets no agent in time hears the caller_id: set a number at which ' +
    'you answer with PUT /account.',
} as const;

/** How many leads of a campaign can be called now, later or never, with the reasons. */
export type Preflight = {
  total: number;
  now: number;
  later: { reason: string; leads: number; firstAt: Date }[];
  never: { reason: string; leads: number }[];
  agents: number;
  /** What the message to an abandoned person must say, and the account has not set. */
  unsetSellerFields: ('company_name' | 'callback_number')[];
  callerId: string | null;
  /** Whether the tenant may call from `callerId`. */
  isCallerIdUsable: boolean;
  dialMode: CampaignRow['dialMode'];
  agentLegs: CampaignRow['agentLegs'];
  connectDelays: ConnectDelays;
  /** Why the carrier would refuse the calls of the campaign. */
  carrierProblems: StartProblem[];
  /** The end of the schedule, if it is in the past. */
  endedAt: Date | null;
};

/** The preflight shows how long this many people waited for their agent. */
const CONNECTIONS_SHOWN = 100;

type Callability = { when: 'now' } | { when: 'later'; reason: string; at: Date } | { when: 'never'; reason: string };

/**
 * Checks all leads of a campaign against the calling hours of the campaign, the law and the do-not-call lists. The
 * result is what would happen if the campaign started now.
 */
export async function runPreflight(ctx: Context, sql: Sql, campaign: CampaignRow): Promise<Preflight> {
  const clusters = await leadClusters(sql, campaign.tenantId, campaign.id);
  const { callerId, scheduleEnd } = campaign;
  const { destination_countries: countries } = await tenantLimits(ctx, sql, campaign.tenantId);
  const agents = await countActiveAgents(sql, campaign.tenantId, campaign.agentGroupId);
  const preflight: Preflight = {
    total: 0,
    now: 0,
    later: [],
    never: [],
    agents,
    unsetSellerFields: await unsetSellerFields(sql, campaign.tenantId),
    callerId,
    isCallerIdUsable: callerId !== null && (await mayUseCallerId(ctx, sql, campaign.tenantId, callerId)),
    dialMode: campaign.dialMode,
    agentLegs: campaign.agentLegs,
    connectDelays: await recentConnectDelays(sql, campaign, CONNECTIONS_SHOWN),
    carrierProblems: await carrierProblems(ctx, sql, campaign),
    endedAt: scheduleEnd && scheduleEnd.getTime() <= ctx.clock.nowMs() ? scheduleEnd : null,
  };
  for (const cluster of clusters) {
    preflight.total += cluster.leads;
    const callability = callabilityOf(campaign, cluster, { nowMs: ctx.clock.nowMs(), countries });
    if (callability.when === 'now') preflight.now += cluster.leads;
    else if (callability.when === 'never') addLeads(preflight.never, callability.reason, cluster.leads);
    else {
      const sum = preflight.later.find(({ reason }) => reason === callability.reason);
      if (!sum) preflight.later.push({ reason: callability.reason, leads: cluster.leads, firstAt: callability.at });
      else {
        sum.leads += cluster.leads;
        if (callability.at < sum.firstAt) sum.firstAt = callability.at;
      }
    }
  }
  return preflight;
}

/** Returns the settings of the account that the message to an abandoned person needs (47 CFR 64.1200(a)(7)), and that are unset. */
async function unsetSellerFields(sql: Sql, tenantId: number): Promise<Preflight['unsetSellerFields']> {
  const { companyName, callbackNumber } = await accountSettings(sql, tenantId);
  return [
    ...(companyName === null ? (['company_name'] as const) : []),
    ...(callbackNumber === null ? (['callback_number'] as const) : []),
  ];
}

/** Returns why the carrier would refuse the calls of the campaign. Asks the carrier about the caller ID. */
async function carrierProblems(ctx: Context, sql: Sql, campaign: CampaignRow): Promise<StartProblem[]> {
  const { callerId } = campaign;
  const isUsable = callerId === null ? undefined : await isCallerIdAtCarrier(ctx, callerId);
  const breakers = await campaignBreakers(sql, campaign);
  const refusals = breakers.map((breaker) => ({
    field: breaker.scope === 'caller_id' ? 'caller_id' : 'status',
    code: 'carrier_refuses',
    message: breakerMessage(breaker),
  }));
  if (isUsable !== false || breakers.some(({ scope }) => scope === 'caller_id')) return refusals;
  const message =
    `The carrier account neither owns the caller ID ${callerId} nor has it verified, so the carrier will refuse the ` +
    'calls. Buy the number with POST /api/phone-numbers/purchase, verify it in the Twilio console, or set another caller_id.';
  return [{ field: 'caller_id', code: 'caller_id_not_at_carrier', message }, ...refusals];
}

function addLeads(sums: { reason: string; leads: number }[], reason: string, leads: number): void {
  const sum = sums.find((known) => known.reason === reason);
  if (sum) sum.leads += leads;
  else sums.push({ reason, leads });
}

function callabilityOf(
  campaign: CampaignRow,
  cluster: LeadCluster,
  { nowMs, countries }: { nowMs: number; countries: readonly string[] | null },
): Callability {
  if (cluster.onDncList || cluster.status === 'dnc') return { when: 'never', reason: 'do_not_call' };
  if (cluster.status === 'completed' || cluster.status === 'failed') return { when: 'never', reason: cluster.status };
  if (cluster.status !== 'pending') return { when: 'now' };
  const destination = destinationProblem(cluster.sample, countries);
  if (destination?.problem === 'country_not_allowed') return { when: 'never', reason: destination.problem };
  const dueMs = Math.max(nowMs, cluster.dueAt?.getTime() ?? 0);
  const decision = checkCallingHours({
    ...placeOfNumber(cluster.sample),
    atMs: dueMs,
    campaign: campaignHours(campaign),
  });
  if (decision.ok)
    return dueMs > nowMs
      ? { when: 'later', reason: cluster.rests ? RESTING : 'not_due', at: new Date(dueMs) }
      : { when: 'now' };
  if (decision.nextAtMs === null) return { when: 'never', reason: decision.reason };
  return { when: 'later', reason: decision.reason, at: new Date(decision.nextAtMs) };
}

/** A reason why a campaign cannot start, or what a started campaign waits for. */
export type StartProblem = { field: string; code: string; message: string };

/** Returns the reason why a campaign cannot start. Everything that a campaign only waits for is a warning instead. */
export function startBlocker({
  callerId,
  isCallerIdUsable,
  ...settings
}: Pick<Preflight, 'callerId' | 'isCallerIdUsable' | 'dialMode' | 'agentLegs'>): StartProblem | undefined {
  if (callerId !== null && !isCallerIdUsable)
    return { field: 'caller_id', code: 'caller_id_not_granted', message: `caller_id: ${notGrantedMessage(callerId)}` };
  return agentsTooLate(settings);
}

function agentsTooLate({ dialMode, agentLegs }: Pick<CampaignRow, 'dialMode' | 'agentLegs'>): StartProblem | undefined {
  if (areAgentsInTime({ dialMode, agentLegs })) return undefined;
  return {
    field: 'agent_legs',
    code: 'agents_too_late',
    message:
      'agent_legs is on_demand: the phone of an agent rings only after the person answered, so a predictive campaign ' +
      'cannot connect them within the two seconds that the law allows. Set agent_legs to parked, or dial_mode to progressive.',
  };
}

/**
 * Throws an error if the campaign dials predictively and its agents are not on the line.
 *
 * @param sentence what the campaign cannot do, for the message of the error
 */
export function assertAgentsInTime(campaign: Pick<CampaignRow, 'dialMode' | 'agentLegs'>, sentence: string): void {
  const problem = agentsTooLate(campaign);
  if (problem) throw new DomainError('conflict', `${sentence}: ${problem.message}`, { details: [problem] });
}

/** Returns what a campaign waits for before it can place calls; empty if the campaign waits for nothing. */
export function startWarnings(preflight: Preflight): StartProblem[] {
  const { total, now, later, never, agents, callerId, carrierProblems, endedAt, unsetSellerFields } = preflight;
  const warnings = [...carrierProblems];
  const add = (field: string, code: string, message: string) => warnings.push({ field, code, message });
  if (callerId === null) add('caller_id', 'no_caller_id', 'The campaign has no caller_id: set one with PUT.');
  if (endedAt)
    add(
      'schedule_end',
      'schedule_over',
      `schedule_end, ${endedAt.toISOString()}, is in the past, so the campaign becomes completed: set a later ` +
        'schedule_end with PUT and start the campaign again.',
    );
  if (total === 0) add('leads', 'no_leads', 'The campaign has no leads: add some with POST /api/leads/upload.');
  else if (now === 0 && later.length > 0)
    add('leads', 'no_lead_due', `No lead may be called before ${firstOf(later).toISOString()}.`);
  else if (now === 0 && !endedAt)
    add(
      'leads',
      'nobody_to_call',
      `No lead of the campaign can be called (${never.map(({ reason, leads }) => `${reason}: ${leads}`).join(', ')}): ` +
        'see GET /api/campaigns/{id}/preflight.',
    );
  if (agents === 0)
    add('agents', 'no_agents', 'The campaign has no agents: create some, or set another agent_group_id.');
  for (const field of unsetSellerFields) add(field, 'seller_unset', SELLER_WARNINGS[field]);
  return warnings;
}

function firstOf(later: Preflight['later']): Date {
  return new Date(Math.min(...later.map(({ firstAt }) => firstAt.getTime())));
}
