/** Starts, pauses and ends campaigns. `rules/campaigns/status.ts` says which status changes are possible. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { type CampaignStatus, STATUS_TRANSITIONS } from '../../rules/campaigns/status.ts';
import type { LiveEvent } from '../../live-events.ts';
import { transaction, type Tx } from '../../transaction.ts';
import {
  campaignByKey,
  type CampaignRow,
  lockCampaign,
  lockStartedCampaigns,
  reopenExhaustedCampaign,
  updateCampaignStatus,
} from '../../../sql/campaigns/campaigns.ts';
import type { ChangedCampaign } from '../../../sql/campaigns/schedule.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { assertWithinLimit, tenantLimits } from '../accounts/limits.ts';
import { assertTenantActive } from '../accounts/standing.ts';
import { probeCampaignSoon } from '../numbers/carrier-breaker.ts';
import { mayUseCallerId } from '../numbers/grants.ts';
import { runPreflight, startBlocker, type StartProblem, startWarnings } from './preflight.ts';

/**
 * The three statuses of the CallCenter Pro API. A request that creates or updates a campaign may contain one of these
 * statuses.
 */
export type RequestedStatus = 'active' | 'paused' | 'completed';

/**
 * Starts a campaign. The dialer places calls from the next tick on. If the start of the campaign's schedule is in the
 * future, the status becomes `scheduled` instead.
 *
 * A campaign without leads, agents or a caller ID starts too. The warnings say what the campaign waits for.
 *
 * @throws DomainError `forbidden` if the tenant is not active
 * @throws DomainError `conflict` if the campaign was cancelled, if its caller ID is not granted to the tenant, or if it
 *   dials predictively and rings its agents on demand
 */
export async function startCampaign(
  ctx: Context,
  actor: Actor,
  key: Key,
): Promise<{ campaign: CampaignRow; warnings: StartProblem[] }> {
  const campaign = await lockAndChangeStatus(ctx, actor, key, 'active');
  await probeCampaignSoon(ctx.sql, campaign);
  return { campaign, warnings: startWarnings(await runPreflight(ctx, ctx.sql, campaign)) };
}

/** Pauses a campaign. The campaign places no more calls. Calls in progress continue. */
export async function pauseCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return lockAndChangeStatus(ctx, actor, key, 'paused');
}

/** Cancels a campaign. A cancelled campaign cannot start again. Calls in progress continue. */
export async function cancelCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return lockAndChangeStatus(ctx, actor, key, 'cancelled');
}

async function lockAndChangeStatus(ctx: Context, actor: Actor, key: Key, to: CampaignStatus): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return transaction(ctx, async (tx) => {
    const campaign = requireFound(await lockCampaign(tx.sql, scope, key), 'Campaign');
    return changeStatus(ctx, tx, scope, campaign, to);
  });
}

/** Changes the status of a campaign. The calling function has locked the row of the campaign. */
async function changeStatus(
  ctx: Context,
  tx: Tx,
  scope: Scope,
  campaign: CampaignRow,
  requested: CampaignStatus,
): Promise<CampaignRow> {
  const { sql } = tx;
  const startMs = campaign.scheduleStart?.getTime() ?? -Infinity;
  const to = requested === 'active' && startMs > ctx.clock.nowMs() ? 'scheduled' : requested;
  if (campaign.status === to) return campaign;
  const possible = STATUS_TRANSITIONS[campaign.status];
  if (!possible.includes(to)) {
    const list = possible.join(', ') || 'none, it has ended';
    throw new DomainError('conflict', `A ${campaign.status} campaign cannot become ${to}. Possible: ${list}.`);
  }
  if (requested === 'active') {
    await assertTenantActive(sql, scope.tenantId);
    await assertNotBlocked(ctx, sql, campaign);
    const limits = await tenantLimits(ctx, sql, scope.tenantId);
    const started = await lockStartedCampaigns(sql, scope.tenantId);
    if (campaign.status !== 'scheduled') assertWithinLimit(limits, 'active_campaigns', started);
  }
  await updateCampaignStatus(sql, scope.tenantId, campaign.id, campaign.status, to);
  const changed = requireFound(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
  tx.emit(campaignUpdated(changed));
  return changed;
}

/** Returns the live event with the new status of a campaign. */
export function campaignUpdated({ tenantId, uuid, status }: ChangedCampaign): LiveEvent {
  return { tenantId, event: 'campaign:updated', agentId: null, data: { campaignId: uuid, status } };
}

/**
 * Takes a campaign up again that was completed because its list was exhausted. Call this before a lead of the campaign
 * becomes callable again. Returns the status of the campaign.
 */
export async function takeUpCampaign(
  { sql, emit }: Pick<Tx, 'sql' | 'emit'>,
  tenantId: number,
  id: number,
): Promise<CampaignStatus> {
  const { reopened, ...campaign } = await reopenExhaustedCampaign(sql, tenantId, id);
  if (reopened) emit(campaignUpdated({ tenantId, ...campaign }));
  return campaign.status;
}

/**
 * Changes the status of a campaign to one of the three statuses of the CallCenter Pro API. The calling function has
 * locked the row of the campaign. The CallCenter Pro API shows a draft or scheduled campaign as paused, and a cancelled
 * campaign as completed. If the API already shows the requested status, nothing changes.
 */
export async function changeToRequestedStatus(
  ctx: Context,
  tx: Tx,
  scope: Scope,
  campaign: CampaignRow,
  requested: RequestedStatus,
): Promise<CampaignRow> {
  const { status } = campaign;
  if (requested === 'paused' && (status === 'draft' || status === 'scheduled')) return campaign;
  if (requested === 'completed' && status === 'cancelled') return campaign;
  return changeStatus(ctx, tx, scope, campaign, requested);
}

/**
 * Throws an error if the campaign would call from a number that is not granted to its tenant, or if its agents would be
 * connected too late.
 */
async function assertNotBlocked(ctx: Context, sql: Sql, campaign: CampaignRow): Promise<void> {
  const { tenantId, callerId } = campaign;
  const isCallerIdUsable = callerId !== null && (await mayUseCallerId(ctx, sql, tenantId, callerId));
  const blocker = startBlocker({ ...campaign, isCallerIdUsable });
  if (blocker)
    throw new DomainError('conflict', `The campaign cannot start: ${blocker.message}`, { details: [blocker] });
}
