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
  updateCampaignRow,
} from '../../../sql/campaigns/campaigns.ts';
import { isUniqueViolation, type Key, type Sql } from '../../../sql/db.ts';
import { unassignNumbers } from '../../../sql/numbers/phone-numbers.ts';
import { poolByKey } from '../../../sql/numbers/pools.ts';
import { routerByKey } from '../../../sql/rtb/routers.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { findOrCreateGroupId } from '../agents/groups.ts';
import { assertNumberFreeForCampaign } from '../numbers/ownership.ts';
import { changeToRequestedStatus, type RequestedStatus } from './status.ts';

/** The fields of a create or update. Group, router and number pool are named by id or uuid. */
export type CampaignInput = Partial<
  Omit<CampaignFields, 'agentGroupId' | 'retryPolicy'> & Omit<InboundFields, 'rtbRouterId' | 'poolId'>
> &
  CampaignReferences & {
    retryPolicy?: Partial<RetryPolicy>;
    status?: RequestedStatus;
  };

type CampaignReferences = { agentGroup?: Key | null; rtbRouter?: Key | null; pool?: Key | null };

/** The settings of a new campaign where the API client sends none: the longest day that the law allows, 30 s of ringing. */
const DEFAULTS = {
  description: null,
  callerId: null,
  scheduleStart: null,
  scheduleEnd: null,
  timezone: 'UTC',
  callingHoursStart: '08:00:00',
  callingHoursEnd: '21:00:00',
  agentGroupId: null,
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

/** Creates a draft, or a campaign with the requested status. */
export async function createCampaign(
  ctx: Context,
  actor: Actor,
  input: CampaignInput & { name: string },
): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return withUniquePhoneNumber(() =>
    transaction(ctx, async ({ sql }) => {
      const { agentGroup, rtbRouter, pool, status, ...given } = input;
      const retryPolicy = { ...DEFAULTS.retryPolicy, ...given.retryPolicy };
      const fields = { ...DEFAULTS, ...given, retryPolicy };
      assertConsistent(fields);
      if (fields.phoneNumber) await assertNumberFreeForCampaign(sql, scope.tenantId, fields.phoneNumber, undefined);
      const references = await referencedIds(sql, scope.tenantId, { agentGroup, rtbRouter, pool });
      const rtbId = randomBytes(RTB_ID_BYTES).toString('hex');
      const row = { ...fields, ...references, rtbId };
      const { id } = await insertCampaign(sql, scope.tenantId, actor.userId, row);
      const campaign = requireFound(await campaignByKey(sql, scope, { id }), 'Campaign');
      // A new campaign has no calls, so a draft serves as a paused campaign.
      return status && status !== 'paused' ? changeToRequestedStatus(ctx, sql, scope, campaign, status) : campaign;
    }),
  );
}

/** @throws DomainError `conflict` when another campaign has the phone number, or the status cannot change so */
export async function updateCampaign(ctx: Context, actor: Actor, key: Key, input: CampaignInput): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return withUniquePhoneNumber(() =>
    transaction(ctx, async ({ sql }) => {
      const { agentGroup, rtbRouter, pool, status, retryPolicy, ...fields } = input;
      // Every transaction that assigns a phone number locks the number before any row, so that two cannot deadlock.
      if (fields.phoneNumber) {
        const { id } = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
        await assertNumberFreeForCampaign(sql, scope.tenantId, fields.phoneNumber, id);
      }
      const campaign = requireFound(await lockCampaign(sql, scope, key), 'Campaign');
      assertConsistent({ ...campaign, ...fields });
      const references = await referencedIds(sql, scope.tenantId, { agentGroup, rtbRouter, pool });
      const policy = retryPolicy && { retryPolicy: { ...campaign.retryPolicy, ...retryPolicy } };
      const changes = { ...fields, ...policy, ...references };
      if (Object.keys(changes).length > 0) await updateCampaignRow(sql, scope.tenantId, campaign.id, changes);
      const updated = requireFound(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
      return status ? changeToRequestedStatus(ctx, sql, scope, updated, status) : updated;
    }),
  );
}

/**
 * Deletes a campaign. Its calls and statistics stay, and its numbers become available.
 *
 * @throws DomainError `conflict` while calls of the campaign are in progress
 */
export async function deleteCampaign(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const scope = authorize(actor, 'campaigns.write');
  await transaction(ctx, async ({ sql, enqueue }) => {
    const campaign = requireFound(await lockCampaign(sql, scope, key), 'Campaign');
    for (const numberId of await unassignNumbers(sql, scope.tenantId, { campaignId: campaign.id }))
      await enqueue('number.sync', { numberId });
    if (!(await deleteCampaignRow(sql, scope.tenantId, campaign.id)))
      throw new DomainError('conflict', 'Calls of this campaign are in progress. Pause it and delete it afterwards.');
  });
}

/** The ids of the rows that the input names; null clears a reference, and a reference that was not sent is absent. */
async function referencedIds(sql: Sql, tenantId: number, { agentGroup, rtbRouter, pool }: CampaignReferences) {
  const ids: Partial<Pick<CampaignFields & InboundFields, 'agentGroupId' | 'rtbRouterId' | 'poolId'>> = {};
  if (rtbRouter !== undefined) ids.rtbRouterId = rtbRouter && (await routerIdOf(sql, tenantId, rtbRouter));
  if (agentGroup !== undefined) ids.agentGroupId = agentGroup && (await findOrCreateGroupId(sql, tenantId, agentGroup));
  if (pool !== undefined) ids.poolId = pool && (await poolIdOf(sql, tenantId, pool));
  return ids;
}

async function routerIdOf(sql: Sql, tenantId: number, key: Key): Promise<number> {
  return requireFound(await routerByKey(sql, tenantId, key), 'RTB router').id;
}

async function poolIdOf(sql: Sql, tenantId: number, key: Key): Promise<number> {
  return requireFound(await poolByKey(sql, tenantId, key), 'Number pool').id;
}

/** Runs `work`, and explains a violation of the rule that each phone number belongs to one campaign. */
async function withUniquePhoneNumber<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'campaigns_phone_number'))
      throw new DomainError(
        'conflict',
        'Another campaign receives the calls to this phone number. Choose another number.',
      );
    throw error;
  }
}

type RelatedFields = Pick<CampaignFields, 'scheduleStart' | 'scheduleEnd' | 'abandonTargetRate' | 'abandonHardRate'>;

/** Checks the fields that limit each other, sent or stored. */
function assertConsistent({ scheduleStart, scheduleEnd, abandonTargetRate, abandonHardRate }: RelatedFields): void {
  if (scheduleStart && scheduleEnd && scheduleEnd <= scheduleStart)
    throw invalidField('schedule_end', 'schedule_end must be after schedule_start.', 'order');
  if (abandonTargetRate > abandonHardRate)
    throw invalidField(
      'abandon_policy.target_rate',
      `target_rate, ${abandonTargetRate}, must be at most hard_rate, ${abandonHardRate}. Send both.`,
      'order',
    );
}
