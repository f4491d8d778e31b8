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
  updateTagRow,
} from '../../../sql/tracking/tags.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/** `campaign` is the UUID or the integer id of a campaign. */
export type TagInput = Omit<TagFields, 'campaignId' | 'tagCode'> & { campaign: Key; tagCode?: string | undefined };

const CODE_BYTES = 9;

/**
 * Creates a tracking tag.
 *
 * @param input.tagCode the code of the tag; if undefined, the tag gets a random code
 * @throws DomainError `conflict` if another tag has the code
 */
export async function createTag(ctx: Context, actor: Actor, input: TagInput): Promise<TagRow> {
  const scope = authorize(actor, 'tracking.write');
  const { tenantId } = scope;
  const { campaign, tagCode = `tag_${randomBytes(CODE_BYTES).toString('hex')}`, ...fields } = input;
  return withTagCodeConflict(() =>
    transaction(ctx, async ({ sql }) => {
      const { id: campaignId } = requireFound(await campaignByKey(sql, scope, campaign), 'Campaign');
      await assertTagCodeFree(sql, tenantId, tagCode);
      const { id } = await insertTag(sql, tenantId, actor.userId, { ...fields, tagCode, campaignId });
      return requireFound(await tagByKey(sql, tenantId, { id }), 'Tracking tag');
    }),
  );
}

/** Changes a tracking tag. For a visitor, the change takes effect with the visitor's next request. */
export async function updateTag(ctx: Context, actor: Actor, key: Key, input: Partial<TagInput>): Promise<TagRow> {
  const scope = authorize(actor, 'tracking.write');
  const { tenantId } = scope;
  const { campaign, ...fields } = input;
  return withTagCodeConflict(() =>
    transaction(ctx, async ({ sql }) => {
      const { id } = requireFound(await lockTag(sql, tenantId, key), 'Tracking tag');
      const moved = campaign && { campaignId: requireFound(await campaignByKey(sql, scope, campaign), 'Campaign').id };
      if (fields.tagCode !== undefined) await assertTagCodeFree(sql, tenantId, fields.tagCode);
      const changes = { ...fields, ...moved };
      if (Object.keys(changes).length > 0) await updateTagRow(sql, tenantId, id, changes);
      return requireFound(await tagByKey(sql, tenantId, { id }), 'Tracking tag');
    }),
  );
}

/**
 * Deletes a tracking tag. Pages with the tag show the pages' own phone numbers again. Visits and calls stay. Leases of
 * phone numbers stay until the leases end.
 */
export async function deleteTag(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'tracking.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockTag(sql, tenantId, key), 'Tracking tag');
    await deleteTagRow(sql, tenantId, id);
  });
}

const tagCodeTaken = () =>
  new DomainError(
    'conflict',
    'Another tag has this tagCode. Choose another code, or leave it out to get a random one.',
  );

async function assertTagCodeFree(sql: Sql, tenantId: number, code: string): Promise<void> {
  if (!(await claimTagCode(sql, tenantId, code))) throw tagCodeTaken();
}

async function withTagCodeConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error, 'tracking_tags_tag_code') ? tagCodeTaken() : error;
  }
}
