import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../rules/campaigns/retry-policy.ts';
import { transaction } from '../../transaction.ts';
import {
  campaignByKey,
  type CampaignFields,
  type CampaignRow,
  deleteCampaignRow,
  type InboundFields,
  insertCampaign,
  lockCampaign,
  updateCampaignStatus,
  updateCampaignRow,
} from '../../../sql/campaigns/campaigns.ts';
import { type CampaignStatus } from '../../rules/campaigns/status.ts';
import { isUniqueViolation, type Key, type Sql } from '../../../sql/db.ts';
import { unassignNumbers } from '../../../sql/numbers/phone-numbers.ts';
import { poolByKey } from '../../../sql/numbers/pools.ts';
import { routerByKey } from '../../../sql/rtb/routers.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { findOrCreateGroupId } from '../agents/groups.ts';
import { insistOnNumberForCampaign } from '../numbers/ownership.ts';
import { startBlockers, runPreflight } from './preflight.ts';

/** What a caller gives, all or some of it; group, router and pool by either form of their ids. */
export type CampaignInput = Partial<
  Omit<CampaignFields, 'agentGroupId' | 'retryPolicy'> & Omit<InboundFields, 'rtbRouterId' | 'poolId'>
> & {
  retryPolicy?: Partial<RetryPolicy>;
  agentGroup?: Key | null;
  rtbRouter?: Key | null;
  pool?: Key | null;
  status?: WantedStatus;
};

/** The states that may be asked for together with other fields. */
export type WantedStatus = 'active' | 'paused' | 'completed';

/** What a new campaign is when its creator says nothing: the law's widest day, thirty seconds of ringing. */
const DEFAULTS = {
  description: null,
  callerId: null,
  scheduleStart: null,
  scheduleEnd: null,
  timezone: 'UTC',
  callingHoursStart: '08:00:00',
  callingHoursEnd: '21:00:00',
  requiredSkills: [],
  retryPolicy: DEFAULT_RETRY_POLICY,
  amdEnabled: true,
  dialMode: 'predictive',
  abandonTargetRate: 0.025,
  abandonHardRate: 0.03,
  abandonWindow: '30d',
  abandonAnswersMin: 50,
  amdMode: 'sync',
  agentLegs: 'on_demand',
  voicemailMessageUrl: null,
  recordCalls: false,
  wrapUpSeconds: 10,
  ringSecondsMax: 30,
} satisfies Partial<CampaignFields>;

const RTB_ID_BYTES = 16;

/** Every legal step of a campaign's life. Completed and cancelled are final. */
const steps: Record<CampaignStatus, readonly CampaignStatus[]> = {
  draft: ['scheduled', 'active', 'cancelled'],
  scheduled: ['active', 'paused', 'completed', 'cancelled'],
  active: ['paused', 'completed', 'cancelled'],
  paused: ['scheduled', 'active', 'completed', 'cancelled'],
  completed: [],
  cancelled: [],
};

/** A draft; with a status, moved there at once. */
export async function createCampaign(
  ctx: Context,
  actor: Actor,
  input: CampaignInput & { name: string },
): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return withFreeNumber(() =>
    transaction(ctx, async ({ sql }) => {
      const { agentGroup, rtbRouter, pool, status, ...given } = input;
      const retryPolicy = { ...DEFAULTS.retryPolicy, ...given.retryPolicy };
      const fields = { ...DEFAULTS, ...given, retryPolicy };
      insistOnSense(fields);
      if (fields.phoneNumber) await insistOnNumberForCampaign(sql, scope.tenantId, fields.phoneNumber, undefined);
      const agentGroupId = agentGroup ? await findOrCreateGroupId(sql, scope.tenantId, agentGroup) : null;
      const rtbRouterId = rtbRouter ? await routerIdOf(sql, scope.tenantId, rtbRouter) : null;
      const poolId = pool ? await poolIdOf(sql, scope.tenantId, pool) : null;
      const rtbId = randomBytes(RTB_ID_BYTES).toString('hex');
      const row = { ...fields, agentGroupId, rtbRouterId, poolId, rtbId };
      const { id } = await insertCampaign(sql, scope.tenantId, actor.userId, row);
      const created = requireFound(await campaignByKey(sql, scope, { id }), 'Campaign');
      // Nothing can be in progress: a campaign that begins paused may well be a draft.
      return status && status !== 'paused' ? moveWanted(ctx, sql, scope, created, status) : created;
    }),
  );
}

export async function updateCampaign(ctx: Context, actor: Actor, key: Key, input: CampaignInput): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return withFreeNumber(() =>
    transaction(ctx, async ({ sql }) => {
      const { agentGroup, rtbRouter, pool, status, retryPolicy, ...fields } = input;
      // Digits are locked before rows, by everybody who gives a number to somebody.
      if (fields.phoneNumber) {
        const { id } = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
        await insistOnNumberForCampaign(sql, scope.tenantId, fields.phoneNumber, id);
      }
      const campaign = requireFound(await lockCampaign(sql, scope, key), 'Campaign');
      insistOnSense({ ...campaign, ...fields });
      const router =
        rtbRouter === undefined ? {} : { rtbRouterId: rtbRouter && (await routerIdOf(sql, scope.tenantId, rtbRouter)) };
      const group =
        agentGroup === undefined
          ? {}
          : { agentGroupId: agentGroup && (await findOrCreateGroupId(sql, scope.tenantId, agentGroup)) };
      const poolOf = pool === undefined ? {} : { poolId: pool && (await poolIdOf(sql, scope.tenantId, pool)) };
      const policy = retryPolicy && { retryPolicy: { ...campaign.retryPolicy, ...retryPolicy } };
      const changes = { ...fields, ...policy, ...group, ...router, ...poolOf };
      if (Object.keys(changes).length > 0) await updateCampaignRow(sql, scope.tenantId, campaign.id, changes);
      const changed = requireFound(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
      return status ? moveWanted(ctx, sql, scope, changed, status) : changed;
    }),
  );
}

/**
 * Takes the campaign out of sight; its calls and statistics stay, and its numbers are available again.
 *
 * @throws DomainError `conflict` while calls of it are in progress.
 */
export async function deleteCampaign(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const scope = authorize(actor, 'campaigns.write');
  await transaction(ctx, async ({ sql, enqueue }) => {
    const campaign = requireFound(await lockCampaign(sql, scope, key), 'Campaign');
    for (const numberId of await unassignNumbers(sql, scope.tenantId, { campaignId: campaign.id }))
      await enqueue('number.configure', { numberId });
    if (!(await deleteCampaignRow(sql, scope.tenantId, campaign.id)))
      throw new DomainError('conflict', 'Calls of this campaign are in progress. Pause it and delete it afterwards.');
  });
}

/**
 * Lets the dialer take the campaign from its next tick on; one that begins later is scheduled and starts by itself.
 *
 * @throws DomainError `conflict` with everything that is missing, or when the campaign has ended.
 */
export async function startCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return moveTo(ctx, actor, key, 'active');
}

/** Places no further call; calls in progress go on to their end. */
export async function pauseCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return moveTo(ctx, actor, key, 'paused');
}

/** Ends a campaign for good; calls in progress go on to their end. */
export async function cancelCampaign(ctx: Context, actor: Actor, key: Key): Promise<CampaignRow> {
  return moveTo(ctx, actor, key, 'cancelled');
}

async function moveTo(ctx: Context, actor: Actor, key: Key, to: CampaignStatus): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return transaction(ctx, async ({ sql }) => {
    const campaign = requireFound(await lockCampaign(sql, scope, key), 'Campaign');
    return move(ctx, sql, scope, campaign, to);
  });
}

/** Moves a campaign, whose row is locked, if its life allows that and nothing is missing for it. */
async function move(
  ctx: Context,
  sql: Sql,
  scope: Scope,
  campaign: CampaignRow,
  wanted: CampaignStatus,
): Promise<CampaignRow> {
  const begins = campaign.scheduleStart?.getTime() ?? -Infinity;
  const to = wanted === 'active' && begins > ctx.clock.nowMs() ? 'scheduled' : wanted;
  if (campaign.status === to) return campaign;
  if (!steps[campaign.status].includes(to)) {
    const allowed = steps[campaign.status].join(', ') || 'none: this is its end';
    throw new DomainError('conflict', `A ${campaign.status} campaign cannot become ${to}. Possible: ${allowed}.`);
  }
  if (wanted === 'active') await insistOnReadiness(ctx, sql, campaign);
  await updateCampaignStatus(sql, scope.tenantId, campaign.id, campaign.status, to);
  return requireFound(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
}

/** Drafts and scheduled campaigns are paused already, and cancelled ones completed, for who knows three states only. */
async function moveWanted(ctx: Context, sql: Sql, scope: Scope, campaign: CampaignRow, wanted: WantedStatus) {
  const { status } = campaign;
  if (wanted === 'paused' && (status === 'draft' || status === 'scheduled')) return campaign;
  if (wanted === 'completed' && status === 'cancelled') return campaign;
  return move(ctx, sql, scope, campaign, wanted === 'completed' && status === 'draft' ? 'cancelled' : wanted);
}

/** Taking calls needs nothing. As soon as there is somebody to call, everything for calling them must be there. */
async function insistOnReadiness(ctx: Context, sql: Sql, campaign: CampaignRow): Promise<void> {
  const preflight = await runPreflight(ctx, sql, campaign);
  if (campaign.routingType !== null && preflight.total === 0) return;
  const missing = startBlockers(preflight);
  if (missing.length > 0)
    throw new DomainError('conflict', `The campaign cannot start: ${missing.map(({ message }) => message).join(' ')}`, {
      details: missing,
    });
}

async function routerIdOf(sql: Sql, tenantId: number, key: Key): Promise<number> {
  return requireFound(await routerByKey(sql, tenantId, key), 'RTB router').id;
}

async function poolIdOf(sql: Sql, tenantId: number, key: Key): Promise<number> {
  return requireFound(await poolByKey(sql, tenantId, key), 'Number pool').id;
}

async function withFreeNumber<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'campaigns_phone_number'))
      throw new DomainError(
        'conflict',
        'Another campaign takes the calls of this phone number. Choose another number.',
      );
    throw error;
  }
}

type Ruled = Pick<CampaignFields, 'scheduleStart' | 'scheduleEnd' | 'abandonTargetRate' | 'abandonHardRate'>;

/** What holds between fields, those that were sent and those that stay. */
function insistOnSense({ scheduleStart, scheduleEnd, abandonTargetRate, abandonHardRate }: Ruled): void {
  if (scheduleStart && scheduleEnd && scheduleEnd <= scheduleStart)
    throw invalidField('schedule_end', 'schedule_end must be after schedule_start.', 'order');
  if (abandonTargetRate > abandonHardRate)
    throw invalidField(
      'abandon_policy.target_rate',
      `target_rate, ${abandonTargetRate}, must be at most hard_rate, ${abandonHardRate}. Send both.`,
      'order',
    );
}
