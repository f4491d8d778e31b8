/** The floor: what supervisors watch during a shift. */
import { DateTime } from 'luxon';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { type AgentRow, listAgents } from '../../../sql/agents/agents.ts';
import { type CampaignRow, listCampaigns } from '../../../sql/campaigns/campaigns.ts';
import {
  countFloorCalls,
  type FloorCallRow,
  floorSums,
  type FloorSumsRow,
  listFloorCalls,
  type PhaseCount,
} from '../../../sql/operations/floor.ts';
import type { Context } from '../../context.ts';
import { ABANDON_AFTER_MS } from '../../rules/compliance/abandonment.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { type PacingStatus, pacingStatus } from '../pacing/reasons.ts';

/** More agents, calls or campaigns do not fit a screen. The counts by phase count all calls. */
const AGENTS_MAX = 1_000;
const CALLS_MAX = 200;
const CAMPAIGNS_MAX = 50;

const FLOOR_CAMPAIGN_STATUSES = ['active', 'paused', 'scheduled'] as const;

export type Floor = {
  at: Date;
  agents: AgentRow[];
  calls: FloorCallRow[];
  counts: PhaseCount[];
  /** The pacing is null for a campaign that is not active. */
  campaigns: { campaign: CampaignRow; pacing: PacingStatus | null }[];
};

/** The floor shows agents, calls and campaigns, so it needs the permission to read each of them. */
const PARTS = ['agents.read', 'calls.read', 'campaigns.read'] as const;

/**
 * Checks that the actor may read the floor, and returns the scope.
 *
 * @throws DomainError `forbidden`
 */
export function floorScope(actor: Actor): Scope {
  for (const permission of PARTS) authorize(actor, permission);
  return authorize(actor, 'stats.read');
}

/** Returns what happens on the floor at this moment. Everyone of a tenant who may read it gets the same floor. */
export async function readFloor(ctx: Context, actor: Actor): Promise<Floor> {
  const scope = floorScope(actor);
  const { sql } = ctx;
  const [agents, calls, counts, listed] = await Promise.all([
    listAgents(sql, scope, { limit: AGENTS_MAX, offset: 0 }),
    listFloorCalls(sql, scope.tenantId, CALLS_MAX),
    countFloorCalls(sql, scope.tenantId),
    listCampaigns(sql, scope, { statuses: FLOOR_CAMPAIGN_STATUSES, limit: CAMPAIGNS_MAX, offset: 0 }),
  ]);
  const campaigns: Floor['campaigns'] = [];
  // One after another, so that one request never uses all connections to the database.
  for (const campaign of listed) {
    const pacing = campaign.status === 'active' ? await pacingStatus(ctx, campaign) : null;
    campaigns.push({ campaign, pacing });
  }
  const at = new Date(ctx.clock.nowMs());
  return { at, agents: agents.filter(({ isActive }) => isActive), calls, counts, campaigns };
}

/** Returns the sums of the calls that began since midnight in the time zone. */
export async function readFloorDay(
  ctx: Context,
  actor: Actor,
  { timezone }: { timezone?: string | undefined },
): Promise<{ from: Date; rows: FloorSumsRow[] }> {
  const { tenantId } = authorize(actor, 'stats.read');
  const zone = timezone ?? (await accountSettings(ctx.sql, tenantId)).timezone;
  const from = DateTime.fromMillis(ctx.clock.nowMs(), { zone }).startOf('day').toJSDate();
  return { from, rows: await floorSums(ctx.sql, tenantId, from, ABANDON_AFTER_MS) };
}
