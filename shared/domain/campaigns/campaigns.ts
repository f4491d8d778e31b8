import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { HOURS_SETTINGS } from '../../rules/campaigns/hours.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../rules/campaigns/retry-policy.ts';
import { isOwnUrl } from '../../rules/values/own-url.ts';
import { transaction, type Tx } from '../../transaction.ts';
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
import { markSyncDue, unassignNumbers } from '../../../sql/numbers/phone-numbers.ts';
import { poolByKey } from '../../../sql/numbers/pools.ts';
import { routerByKey } from '../../../sql/rtb/routers.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { findOrCreateGroupId } from '../agents/groups.ts';
import { probeCampaignSoon } from '../numbers/carrier-breaker.ts';
import { DEFAULT_MACHINE_DETECTION } from '../../rules/campaigns/machine-detection.ts';
import { assertNumberFreeForCampaign } from '../numbers/ownership.ts';
import { assertAgentsInTime } from './preflight.ts';
import { changeToRequestedStatus, type RequestedStatus } from './status.ts';

/**
 * The fields of a request that creates or updates a campaign. The request names the agent group, router and number pool
 * by id or uuid.
 */
export type CampaignInput = Partial<
  Omit<CampaignFields, 'agentGroupId' | 'retryPolicy'> & Omit<InboundFields, 'rtbRouterId' | 'poolId'>
> &
  CampaignReferences & {
    retryPolicy?: Partial<RetryPolicy>;
    status?: RequestedStatus;
  };

type CampaignReferences = { agentGroup?: Key | null; rtbRouter?: Key | null; pool?: Key | null };

/**
 * Default values for settings of a new campaign that the API client does not send. The calling hours are the longest
 * day that the law allows, and a phone rings for at most 30 seconds.
 */
const DEFAULTS = {
  description: null,
  callerId: null,
  weight: 1,
  scheduleStart: null,
  scheduleEnd: null,
  timezone: 'UTC',
  callingHoursStart: '08:00:00',
  callingHoursEnd: '21:00:00',
  countryHours: {},
  agentGroupId: null,
  requiredSkills: [],
  conversionSeconds: 60,
  retryPolicy: DEFAULT_RETRY_POLICY,
  amdEnabled: true,
  dialMode: 'predictive',
  abandonTargetRate: 0.025,
  abandonHardRate: 0.03,
  abandonWindow: '30d',
  abandonAnswersMin: 50,
  amdMode: 'async',
  ...DEFAULT_MACHINE_DETECTION,
  agentLegs: 'parked',
  voicemailMessageUrl: null,
  recordCalls: false,
  wrapUpSeconds: 10,
  ringSecondsMax: 30,
} satisfies Partial<CampaignFields>;

const RTB_ID_BYTES = 16;

/** Creates a campaign with the requested status, or a draft if no status is requested. */
export async function createCampaign(
  ctx: Context,
  actor: Actor,
  input: CampaignInput & { name: string },
): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return withUniquePhoneNumber(() =>
    transaction(ctx, async (tx) => {
      const { sql } = tx;
      const { agentGroup, rtbRouter, pool, status, ...given } = input;
      const retryPolicy = { ...DEFAULTS.retryPolicy, ...given.retryPolicy };
      const fields = { ...DEFAULTS, ...given, retryPolicy };
      assertConsistent(fields);
      assertVoicemailUrl(ctx, fields.voicemailMessageUrl);
      if (fields.phoneNumber)
        await assertNumberFreeForCampaign(ctx, sql, scope.tenantId, fields.phoneNumber, undefined);
      const references = await referencedIds(sql, scope.tenantId, { agentGroup, rtbRouter, pool });
      const rtbId = randomBytes(RTB_ID_BYTES).toString('hex');
      const row = { ...fields, ...references, rtbId };
      const { id } = await insertCampaign(sql, scope.tenantId, actor.userId, row);
      if (fields.phoneNumber) await syncMainNumber(tx, scope.tenantId, fields.phoneNumber);
      const campaign = requireFound(await campaignByKey(sql, scope, { id }), 'Campaign');
      // If the status `paused` is requested, the new campaign stays a draft, because a campaign without calls behaves
      // the same in either status.
      return status && status !== 'paused' ? changeToRequestedStatus(ctx, tx, scope, campaign, status) : campaign;
    }),
  );
}

/**
 * Updates a campaign.
 *
 * @throws DomainError `conflict` if another campaign has the phone number, or if the status change is not possible
 */
export async function updateCampaign(ctx: Context, actor: Actor, key: Key, input: CampaignInput): Promise<CampaignRow> {
  const scope = authorize(actor, 'campaigns.write');
  return withUniquePhoneNumber(() =>
    transaction(ctx, async (tx) => {
      const { sql } = tx;
      const { agentGroup, rtbRouter, pool, status, retryPolicy, ...fields } = input;
      // Every transaction that assigns a phone number locks the phone number first and the campaign afterwards, so that
      // two transactions cannot deadlock.
      if (fields.phoneNumber) {
        const { id } = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
        await assertNumberFreeForCampaign(ctx, sql, scope.tenantId, fields.phoneNumber, id);
      }
      const campaign = requireFound(await lockCampaign(sql, scope, key), 'Campaign');
      assertConsistent({ ...campaign, ...fields });
      if (campaign.status !== 'draft') assertAgentsInTime({ ...campaign, ...fields }, 'The campaign cannot change');
      assertVoicemailUrl(ctx, fields.voicemailMessageUrl);
      const references = await referencedIds(sql, scope.tenantId, { agentGroup, rtbRouter, pool });
      const policy = retryPolicy && { retryPolicy: { ...campaign.retryPolicy, ...retryPolicy } };
      const changes = { ...fields, ...policy, ...references };
      if (Object.keys(changes).length > 0) await updateCampaignRow(sql, scope.tenantId, campaign.id, changes);
      await probeCampaignSoon(sql, { ...campaign, ...fields });
      if (fields.phoneNumber && fields.phoneNumber !== campaign.phoneNumber)
        await syncMainNumber(tx, scope.tenantId, fields.phoneNumber);
      const isRestChanged = policy && policy.retryPolicy.delayMinutes !== campaign.retryPolicy.delayMinutes;
      if (isRestChanged || HOURS_SETTINGS.some((setting) => setting in changes))
        await tx.enqueue('leads.release', { tenantId: scope.tenantId, campaignId: campaign.id });
      const updated = requireFound(await campaignByKey(sql, scope, { id: campaign.id }), 'Campaign');
      return status ? changeToRequestedStatus(ctx, tx, scope, updated, status) : updated;
    }),
  );
}

/** Syncs the number of a campaign to the carrier, because the number may still lead to another platform. */
async function syncMainNumber(tx: Tx, tenantId: number, phoneNumber: string): Promise<void> {
  const numberId = await markSyncDue(tx.sql, tenantId, phoneNumber);
  if (numberId !== undefined) await tx.enqueue('number.sync', { numberId });
}

/**
 * Deletes a campaign. The calls and statistics of the campaign stay, and the phone numbers of the campaign become
 * available.
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

/**
 * Returns the ids of the agent group, router and pool that the input names. A null in the input clears the reference. A
 * reference that the input does not contain is absent in the result.
 */
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

/**
 * Runs `work`. If `work` assigns a phone number that another campaign has, throws an error that explains the conflict.
 */
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

/** The carrier fetches the message, so the URL must not lead to this installation. */
function assertVoicemailUrl({ config }: Context, url: string | null | undefined): void {
  if (url && isOwnUrl(url, config.publicBaseUrl))
    throw invalidField('voicemail_message_url', 'voicemail_message_url must not be a URL of this installation.');
}

type RelatedFields = Pick<CampaignFields, 'scheduleStart' | 'scheduleEnd' | 'abandonTargetRate' | 'abandonHardRate'>;

/**
 * Checks that the end of the schedule is after the start, and that the target abandon rate is at most the hard limit.
 */
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
