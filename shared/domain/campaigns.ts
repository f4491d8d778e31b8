import type { Context } from '../context.ts';
import { DomainError, found, invalid } from '../errors.ts';
import { transaction } from '../transaction.ts';
import {
  campaignByKey,
  type CampaignFields,
  type CampaignRow,
  type CampaignStatus,
  insertCampaign,
  lockCampaign,
  moveCampaign,
  updateCampaign,
} from '../../sql/campaigns.ts';
import type { Key, Sql } from '../../sql/db.ts';
import { type Actor, authorize } from './access.ts';
import { groupIdOf } from './agent-groups.ts';
import { missingToStart, preflightOf } from './preflight.ts';

/** What a caller gives; the group by either form of its id. */
export type CampaignInput = Omit<CampaignFields, 'agentGroupId'> & { agentGroup: Key | null };

/** Every legal step of a campaign's life. Completed and cancelled are final. */
const steps: Record<CampaignStatus, readonly CampaignStatus[]> = {
  draft: ['scheduled', 'active', 'cancelled'],
  scheduled: ['active', 'paused', 'completed', 'cancelled'],
  active: ['paused', 'completed', 'cancelled'],
  paused: ['scheduled', 'active', 'completed', 'cancelled'],
  completed: [],
  cancelled: [],
};

export async function createCampaign(ctx: Context, actor: Actor, input: CampaignInput): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  insistOnOrder(input);
  return transaction(ctx, async ({ sql }) => {
    const { agentGroup, ...fields } = input;
    const agentGroupId = agentGroup && (await groupIdOf(sql, scope.tenantId, agentGroup));
    const createdBy = actor.type === 'user' ? actor.userId : null;
    const { id } = await insertCampaign(sql, scope.tenantId, createdBy, { ...fields, agentGroupId });
    return found(await campaignByKey(sql, scope, { id }), 'Campaign');
  });
}

export async function changeCampaign(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<CampaignInput>,
): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return transaction(ctx, async ({ sql }) => {
    const campaign = found(await lockCampaign(sql, scope, key), 'Campaign');
    insistOnOrder({ ...campaign, ...input });
    const { agentGroup, ...fields } = input;
    const group =
      agentGroup === undefined
        ? {}
        : { agentGroupId: agentGroup && (await groupIdOf(sql, scope.tenantId, agentGroup)) };
    if (Object.keys(input).length > 0) await updateCampaign(sql, scope.tenantId, campaign.id, { ...fields, ...group });
    return found(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
  });
}

/**
 * Lets the dialer take the campaign from its next tick on; one that begins later is scheduled and starts by itself.
 *
 * @throws DomainError `conflict` with everything that is missing, or when the campaign has ended.
 */
export async function startCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  const campaign = found(await campaignByKey(ctx.sql, scope, key), 'Campaign');
  const begins = campaign.scheduleStart?.getTime() ?? -Infinity;
  return moveTo(ctx, actor, key, begins > ctx.clock.nowMs() ? 'scheduled' : 'active', async (sql) => {
    const missing = missingToStart(await preflightOf(ctx, sql, campaign));
    if (missing.length > 0)
      throw new DomainError(
        'conflict',
        `The campaign cannot start: ${missing.map(({ message }) => message).join(' ')}`,
        {
          details: missing,
        },
      );
  });
}

/** Places no further call; calls in progress go on to their end. */
export async function pauseCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return moveTo(ctx, actor, key, 'paused');
}

/** Ends a campaign for good; calls in progress go on to their end. */
export async function cancelCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return moveTo(ctx, actor, key, 'cancelled');
}

async function moveTo(
  ctx: Context,
  actor: Actor,
  key: Key,
  to: CampaignStatus,
  insist: (sql: Sql) => Promise<void> = async () => {},
): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return transaction(ctx, async ({ sql }) => {
    const campaign = found(await lockCampaign(sql, scope, key), 'Campaign');
    if (campaign.status === to) return campaign;
    if (!steps[campaign.status].includes(to)) {
      const allowed = steps[campaign.status].join(', ') || 'none: this is its end';
      throw new DomainError('conflict', `A ${campaign.status} campaign cannot become ${to}. Possible: ${allowed}.`);
    }
    await insist(sql);
    await moveCampaign(sql, scope.tenantId, campaign.id, campaign.status, to);
    return found(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
  });
}

function insistOnOrder({ scheduleStart, scheduleEnd }: Pick<CampaignFields, 'scheduleStart' | 'scheduleEnd'>): void {
  if (scheduleStart && scheduleEnd && scheduleEnd <= scheduleStart)
    throw invalid('schedule_end', 'schedule_end must be after schedule_start.', 'order');
}
