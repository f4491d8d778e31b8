import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import {
  giveSource,
  isSourceOfTenant,
  type SourceKind,
  type SourceRow,
  takeSource,
} from '../../../sql/publishers/sources.ts';
import { lockPublisher, publisherByKey } from '../../../sql/publishers/publishers.ts';
import { type Actor, authorize } from '../accounts/access.ts';

const named: Record<SourceKind, string> = { phone_numbers: 'Phone number', tracking_tags: 'Tracking tag' };

/**
 * From now on, calls that come this way were sent by this publisher.
 *
 * @throws DomainError `conflict` when the source is another publisher's.
 */
export async function giveSourceToPublisher(
  ctx: Context,
  actor: Actor,
  key: Key,
  { kind, source }: { kind: SourceKind; source: Key },
): Promise<SourceRow> {
  const { tenantId } = authorize(actor, 'publishers.write');
  return transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockPublisher(sql, tenantId, key), 'Publisher');
    const given = await giveSource(sql, tenantId, kind, source, id);
    if (given) return given;
    if (!(await isSourceOfTenant(sql, tenantId, kind, source)))
      throw new DomainError('not_found', `${named[kind]} not found. Check the id.`);
    throw new DomainError('conflict', `${named[kind]} of another publisher. Take it from them first.`);
  });
}

export async function takeSourceFromPublisher(
  ctx: Context,
  actor: Actor,
  key: Key,
  { kind, source }: { kind: SourceKind; source: Key },
): Promise<void> {
  const { tenantId } = authorize(actor, 'publishers.write');
  const { id } = requireFound(await publisherByKey(ctx.sql, tenantId, key), 'Publisher');
  if (!(await takeSource(ctx.sql, tenantId, kind, source, id)))
    throw new DomainError('not_found', `${named[kind]} is none of the publisher’s.`);
}
