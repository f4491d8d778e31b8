import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import {
  setSourcePublisher,
  isSourceOfTenant,
  type SourceKind,
  type SourceRow,
  clearSourcePublisher,
} from '../../../sql/publishers/sources.ts';
import { lockPublisher, publisherByKey } from '../../../sql/publishers/publishers.ts';
import { type Actor, authorize } from '../accounts/access.ts';

const SOURCE_NAMES: Record<SourceKind, string> = { phone_numbers: 'Phone number', tracking_tags: 'Tracking tag' };

/**
 * Assigns a phone number or a tracking tag (a source of calls) to a publisher. From now on, calls that arrive through
 * the source count as sent by the publisher.
 *
 * @throws DomainError `conflict` if the source belongs to another publisher
 */
export async function assignSource(
  ctx: Context,
  actor: Actor,
  key: Key,
  { kind, source }: { kind: SourceKind; source: Key },
): Promise<SourceRow> {
  const { tenantId } = authorize(actor, 'publishers.write');
  return transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockPublisher(sql, tenantId, key), 'Publisher');
    const assigned = await setSourcePublisher(sql, tenantId, kind, source, id);
    if (assigned) return assigned;
    if (!(await isSourceOfTenant(sql, tenantId, kind, source)))
      throw new DomainError('not_found', `${SOURCE_NAMES[kind]} not found. Check the id.`);
    throw new DomainError(
      'conflict',
      `${SOURCE_NAMES[kind]} belongs to another publisher. Remove it from that publisher first.`,
    );
  });
}

export async function unassignSource(
  ctx: Context,
  actor: Actor,
  key: Key,
  { kind, source }: { kind: SourceKind; source: Key },
): Promise<void> {
  const { tenantId } = authorize(actor, 'publishers.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await publisherByKey(sql, tenantId, key), 'Publisher');
    if (!(await clearSourcePublisher(sql, tenantId, kind, source, id)))
      throw new DomainError('not_found', `${SOURCE_NAMES[kind]} does not belong to the publisher.`);
  });
}
