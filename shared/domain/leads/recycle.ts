/** Makes finished leads of a campaign due again, by the disposition, time and number of their calls. */
import type { Context } from '../../context.ts';
import { DomainError, invalidField, requireFound } from '../../errors.ts';
import type { LeftOutReason, RecycleFilter } from '../../rules/leads/recycle.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { lockDncList } from '../../../sql/compliance/dnc.ts';
import { dispositionByCode } from '../../../sql/campaigns/dispositions.ts';
import { isUniqueViolation, type Key, type Sql } from '../../../sql/db.ts';
import {
  countRecyclable,
  insertRecycle,
  lockRunningRecycle,
  recycleByKey,
  recycleNextLeads,
  type RecycleRow,
  saveRecycle,
} from '../../../sql/leads/recycles.ts';
import { lockCampaignLeads } from '../../../sql/leads/staging.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { takeUpCampaign } from '../campaigns/status.ts';
import { requireOpenCampaign } from './uploads.ts';

/** Leads that one transaction examines. Calls of these leads wait for the transaction, which takes some 0.1 s. */
const LEADS_AT_ONCE = 2_000;

/** `customCodes` are those of the dispositions that are codes of custom dispositions. */
export type RequestedRecycle = RecycleFilter & { customCodes: readonly string[] };

/** What a recycle would do. Each lead of the campaign is counted once: in `dispositions` or in `leftOut`. */
export type RecyclePlan = {
  total: number;
  requeued: number;
  /** The leads that would be due again, by the disposition of their last call. */
  dispositions: Record<string, number>;
  leftOut: RecycleRow['leftOut'];
};

/**
 * Counts the leads that a recycle would make due again, and the others by reason. Changes nothing.
 *
 * @throws DomainError `not_found` or `conflict` if the campaign does not exist or was cancelled
 */
export async function planRecycle(
  ctx: Context,
  actor: Actor,
  key: Key,
  filter: RequestedRecycle,
): Promise<RecyclePlan> {
  const scope = authorize(actor, 'leads.write');
  const campaign = await requireOpenCampaign(ctx.sql, scope, key);
  await assertCustomCodes(ctx.sql, scope.tenantId, filter.customCodes);
  const target = { tenantId: scope.tenantId, campaignId: campaign.id };
  const plan: RecyclePlan = { total: 0, requeued: 0, dispositions: {}, leftOut: {} };
  for (const { disposition, reason, leads } of await countRecyclable(ctx.sql, target, filter)) {
    plan.total += leads;
    if (reason !== null) addTo(plan.leftOut, reason, leads);
    else {
      plan.requeued += leads;
      plan.dispositions[disposition ?? ''] = leads;
    }
  }
  return plan;
}

/** @throws DomainError `validation_failed` if the tenant has no custom disposition with one of the codes */
async function assertCustomCodes(sql: Sql, tenantId: number, codes: readonly string[]): Promise<void> {
  for (const code of codes)
    if (!(await dispositionByCode(sql, tenantId, code)))
      throw invalidField(
        'dispositions',
        `dispositions: "${code}" is neither a disposition of calls nor the code of a custom one. GET /api/dispositions ` +
          'lists the custom ones.',
      );
}

const addTo = (counts: RecycleRow['leftOut'], reason: LeftOutReason, leads: number) => {
  counts[reason] = (counts[reason] ?? 0) + leads;
};

/**
 * Starts a recycle, which a job does in the background. A campaign whose list was exhausted becomes active again.
 *
 * @throws DomainError `not_found` if the campaign does not exist
 * @throws DomainError `conflict` if the campaign was cancelled, or a recycle of the campaign is running
 */
export async function startRecycle(
  ctx: Context,
  actor: Actor,
  key: Key,
  { customCodes, ...filter }: RequestedRecycle,
): Promise<RecycleRow> {
  const scope = authorize(actor, 'leads.write');
  const { tenantId } = scope;
  try {
    return await transaction(ctx, async ({ sql, enqueue }) => {
      const { id: campaignId, totalLeads: total } = await requireOpenCampaign(sql, scope, key);
      await assertCustomCodes(sql, tenantId, customCodes);
      const { id } = await insertRecycle(sql, { tenantId, campaignId, total, createdBy: actor.userId, filter });
      await enqueue('leads.recycle', { recycleId: id }, { deduplicationKey: String(id) });
      return requireFound(await recycleByKey(sql, tenantId, { id }), 'Recycle');
    });
  } catch (error) {
    if (isUniqueViolation(error, 'lead_recycles_one_running'))
      throw new DomainError('conflict', 'A recycle of this campaign is running. Wait for its end.');
    throw error;
  }
}

/**
 * Runs a recycle to its end, some leads at a time. Each part stores the progress in the same transaction, so the next run
 * after an interruption continues where this one stopped, and two runs do not disturb each other.
 */
export async function runRecycle(ctx: Context, recycleId: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const isRunning = await transaction(ctx, (tx) => recyclePart(tx, recycleId));
    if (!isRunning) return;
  }
}

async function recyclePart(tx: Tx, recycleId: number): Promise<boolean> {
  const { sql } = tx;
  const run = await lockRunningRecycle(sql, recycleId);
  if (!run) return false;
  const { tenantId, campaignId, lastLeadId, leftOut } = run;
  await lockCampaignLeads(sql, campaignId);
  await lockDncList(sql, tenantId, 'shared');
  const groups = await recycleNextLeads(sql, run, LEADS_AT_ONCE);
  const requeued = groups.find(({ reason }) => reason === null)?.leads ?? 0;
  for (const { reason, leads } of groups) if (reason !== null) addTo(leftOut, reason, leads);
  if (requeued > 0) await takeUpCampaign(tx, tenantId, campaignId);
  const isLast = groups.length === 0;
  await saveRecycle(sql, run, {
    status: isLast ? 'completed' : 'running',
    lastLeadId: Math.max(lastLeadId, ...groups.map(({ lastId }) => lastId)),
    examined: run.examined + groups.reduce((sum, { leads }) => sum + leads, 0),
    requeued: run.requeued + requeued,
    leftOut,
  });
  return !isLast;
}
