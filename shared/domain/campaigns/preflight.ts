import type { Context } from '../../context.ts';
import type { ErrorDetail } from '../../errors.ts';
import { checkCallingHours } from '../../rules/compliance/calling-hours.ts';
import { destinationProblem } from '../../rules/compliance/destinations.ts';
import { placeOfNumber } from '../../rules/compliance/number-time-zones.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import type { Sql } from '../../../sql/db.ts';
import { countActiveAgents, type LeadCluster, leadClusters } from '../../../sql/campaigns/preflight.ts';
import { mayUseCallerId, notGrantedMessage } from '../numbers/grants.ts';
import { campaignHours } from '../../rules/campaigns/hours.ts';
import { tenantLimits } from '../accounts/limits.ts';

/** How many leads of a campaign can be called now, later or never, with the reasons. */
export type Preflight = {
  total: number;
  now: number;
  later: { reason: string; leads: number; firstAt: Date }[];
  never: { reason: string; leads: number }[];
  agents: number;
  callerId: string | null;
  /** Whether the tenant may call from `callerId`. */
  isCallerIdUsable: boolean;
};

type Callability = { when: 'now' } | { when: 'later'; reason: string; at: Date } | { when: 'never'; reason: string };

/**
 * Checks all leads of a campaign against the calling hours of the campaign, the law and the do-not-call lists. The
 * result is what would happen if the campaign started now.
 */
export async function runPreflight(ctx: Context, sql: Sql, campaign: CampaignRow): Promise<Preflight> {
  const clusters = await leadClusters(sql, campaign.tenantId, campaign.id);
  const { callerId } = campaign;
  const { destination_countries: countries } = await tenantLimits(ctx, sql, campaign.tenantId);
  const agents = await countActiveAgents(sql, campaign.tenantId, campaign.agentGroupId);
  const preflight: Preflight = {
    total: 0,
    now: 0,
    later: [],
    never: [],
    agents,
    callerId,
    isCallerIdUsable: callerId !== null && (await mayUseCallerId(ctx, sql, campaign.tenantId, callerId)),
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
  if (decision.ok) return dueMs > nowMs ? { when: 'later', reason: 'not_due', at: new Date(dueMs) } : { when: 'now' };
  if (decision.nextAtMs === null) return { when: 'never', reason: decision.reason };
  return { when: 'later', reason: decision.reason, at: new Date(decision.nextAtMs) };
}

/** Returns what a campaign needs before the campaign can start; empty if nothing is missing. */
export function startBlockers({ total, now, later, agents, callerId, isCallerIdUsable }: Preflight): ErrorDetail[] {
  const blockers: ErrorDetail[] = [];
  const add = (field: string, code: string, message: string) => blockers.push({ field, code, message });
  if (callerId === null) add('caller_id', 'no_caller_id', 'The campaign has no caller_id: set one with PUT.');
  else if (!isCallerIdUsable) add('caller_id', 'caller_id_not_granted', `caller_id: ${notGrantedMessage(callerId)}`);
  if (total === 0) add('leads', 'no_leads', 'The campaign has no leads: upload some with POST /api/leads/upload.');
  else if (now === 0 && later.length === 0)
    add(
      'leads',
      'nobody_to_call',
      'No lead of the campaign can ever be called: see GET /api/campaigns/{id}/preflight for why.',
    );
  if (agents === 0)
    add('agents', 'no_agents', 'The campaign has no agents: create some, or set another agent_group_id.');
  return blockers;
}
