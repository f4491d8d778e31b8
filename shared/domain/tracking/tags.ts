import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { isUniqueViolation, type Key, type Sql } from '../../../sql/db.ts';
import {
  claimTagCode,
  deleteTagRow,
  insertTag,
  lockTag,
  tagByKey,
  type TagFields,
  type TagRow,
  updateTag,
} from '../../../sql/tracking/tags.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/** What a caller gives: the campaign by either form of its id. */
export type TagInput = Omit<TagFields, 'campaignId' | 'tagCode'> & { campaign: Key; tagCode?: string | undefined };

const CODE_BYTES = 9;

/**
 * @param input.tagCode made up when undefined
 * @throws DomainError `conflict` when the code is taken.
 */
export async function createTag(ctx: Context, actor: Actor, input: TagInput): Promise<TagRow> {
  const scope = authorize(actor, 'tracking.write');
  const { tenantId } = scope;
  const { campaign, tagCode = `tag_${randomBytes(CODE_BYTES).toString('hex')}`, ...fields } = input;
  return withFreeCode(() =>
    transaction(ctx, async ({ sql }) => {
      const { id: campaignId } = requireFound(await campaignByKey(sql, scope, campaign), 'Campaign');
      await insistOnCode(sql, tenantId, tagCode);
      const { id } = await insertTag(sql, tenantId, actor.userId, { ...fields, tagCode, campaignId });
      return requireFound(await tagByKey(sql, tenantId, { id }), 'Tracking tag');
    }),
  );
}

/** Visitors who have a number keep it until they ask again. */
export async function changeTag(ctx: Context, actor: Actor, key: Key, input: Partial<TagInput>): Promise<TagRow> {
  const scope = authorize(actor, 'tracking.write');
  const { tenantId } = scope;
  const { campaign, ...fields } = input;
  return withFreeCode(() =>
    transaction(ctx, async ({ sql }) => {
      const { id } = requireFound(await lockTag(sql, tenantId, key), 'Tracking tag');
      const moved = campaign && { campaignId: requireFound(await campaignByKey(sql, scope, campaign), 'Campaign').id };
      if (fields.tagCode !== undefined) await insistOnCode(sql, tenantId, fields.tagCode);
      const changes = { ...fields, ...moved };
      if (Object.keys(changes).length > 0) await updateTag(sql, tenantId, id, changes);
      return requireFound(await tagByKey(sql, tenantId, { id }), 'Tracking tag');
    }),
  );
}

/** Its pages show their own numbers again; visits and calls stay, and so do leases until they run out. */
export async function deleteTag(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'tracking.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockTag(sql, tenantId, key), 'Tracking tag');
    await deleteTagRow(sql, tenantId, id);
  });
}

const taken = () => new DomainError('conflict', 'This tagCode is taken. Choose another, or leave it out to get one.');

async function insistOnCode(sql: Sql, tenantId: number, code: string): Promise<void> {
  if (!(await claimTagCode(sql, tenantId, code))) throw taken();
}

async function withFreeCode<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error, 'tracking_tags_tag_code') ? taken() : error;
  }
}
