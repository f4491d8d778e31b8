/** Starting, pausing and ending campaigns. `rules/campaigns/status.ts` states which changes are possible. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { type CampaignStatus, STATUS_TRANSITIONS } from '../../rules/campaigns/status.ts';
import { transaction } from '../../transaction.ts';
import {
  campaignByKey,
  type CampaignRow,
  lockCampaign,
  updateCampaignStatus,
} from '../../../sql/campaigns/campaigns.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { runPreflight, startBlockers } from './preflight.ts';

/** The three statuses of the CallCenter Pro API, which a create or update may request. */
export type RequestedStatus = 'active' | 'paused' | 'completed';

/**
 * Starts a campaign. The dialer places its calls from the next tick on. A campaign whose start is in the future is scheduled.
 *
 * @throws DomainError `conflict` when the campaign has ended, or with everything that it lacks to start
 */
export async function startCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return lockAndChangeStatus(ctx, actor, key, 'active');
}

/** Pauses a campaign. It places no further call; calls in progress continue. */
export async function pauseCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return lockAndChangeStatus(ctx, actor, key, 'paused');
}

/** Ends a campaign for good. Calls in progress continue. */
export async function cancelCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return lockAndChangeStatus(ctx, actor, key, 'cancelled');
}

async function lockAndChangeStatus(ctx: Context, actor: Actor, key: Key, to: CampaignStatus): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return transaction(ctx, async ({ sql }) => {
    const campaign = requireFound(await lockCampaign(sql, scope, key), 'Campaign');
    return changeStatus(ctx, sql, scope, campaign, to);
  });
}

/** Changes the status of a campaign whose row is locked. */
async function changeStatus(
  ctx: Context,
  sql: Sql,
  scope: Scope,
  campaign: CampaignRow,
  requested: CampaignStatus,
): Promise<CampaignRow> {
  const startMs = campaign.scheduleStart?.getTime() ?? -Infinity;
  const to = requested === 'active' && startMs > ctx.clock.nowMs() ? 'scheduled' : requested;
  if (campaign.status === to) return campaign;
  const possible = STATUS_TRANSITIONS[campaign.status];
  if (!possible.includes(to)) {
    const list = possible.join(', ') || 'none, it has ended';
    throw new DomainError('conflict', `A ${campaign.status} campaign cannot become ${to}. Possible: ${list}.`);
  }
  if (requested === 'active') await assertReadyToStart(ctx, sql, campaign);
  await updateCampaignStatus(sql, scope.tenantId, campaign.id, campaign.status, to);
  return requireFound(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
}

/**
 * Changes the status of a campaign, whose row is locked, to one of the three statuses that the CallCenter Pro API knows. That
 * API shows drafts and scheduled campaigns as paused and cancelled ones as completed, so these count as paused and completed.
 */
export async function changeToRequestedStatus(
  ctx: Context,
  sql: Sql,
  scope: Scope,
  campaign: CampaignRow,
  requested: RequestedStatus,
): Promise<CampaignRow> {
  const { status } = campaign;
  if (requested === 'paused' && (status === 'draft' || status === 'scheduled')) return campaign;
  if (requested === 'completed' && status === 'cancelled') return campaign;
  const to = requested === 'completed' && status === 'draft' ? 'cancelled' : requested;
  return changeStatus(ctx, sql, scope, campaign, to);
}

/** A campaign without leads needs nothing to receive inbound calls. Any other campaign needs everything to place calls. */
async function assertReadyToStart(ctx: Context, sql: Sql, campaign: CampaignRow): Promise<void> {
  const preflight = await runPreflight(ctx, sql, campaign);
  if (campaign.routingType !== null && preflight.total === 0) return;
  const blockers = startBlockers(preflight);
  if (blockers.length > 0)
    throw new DomainError(
      'conflict',
      `The campaign cannot start: ${blockers.map(({ message }) => message).join(' ')}`,
      { details: blockers },
    );
}
