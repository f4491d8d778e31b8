import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { recommendedPoolSize } from '../../rules/numbers/pool-size.ts';
import { newWebhookSecret } from '../../rules/numbers/webhook-signature.ts';
import { sealSecret } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import { numbersOfPools, type PhoneNumberRow, unassignNumbers } from '../../../sql/numbers/phone-numbers.ts';
import { poolStatistics } from '../../../sql/numbers/pool-statistics.ts';
import {
  deletePoolRow,
  insertPool,
  lockPool,
  poolByKey,
  type PoolFields,
  useOfPool,
  type PoolRow,
  updatePoolRow,
} from '../../../sql/numbers/pools.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { secretPlace } from './pool-webhooks.ts';

/** Numbers that are shown with all pools of a list together. */
const NUMBERS_SHOWN_MAX = 10_000;

/** Traffic of so many days tells how large a pool should be. */
const TRAFFIC_DAYS = 7;

/** The secret is told when it is made, and never again. */
export type PoolWithSecret = { pool: PoolRow; webhookSecret: string | undefined };

export async function createPool(ctx: Context, actor: Actor, input: PoolFields): Promise<PoolWithSecret> {
  const { tenantId } = authorize(actor, 'pools.write');
  insistOnPublic(ctx, input.webhookUrl);
  const uuid = randomUUID();
  const webhookSecret = input.webhookUrl === null ? undefined : newWebhookSecret();
  const sealed = webhookSecret === undefined ? null : seal(ctx, { tenantId, uuid }, webhookSecret);
  const pool = await insertPool(ctx.sql, tenantId, actor.userId, { ...input, uuid, webhookSecret: sealed });
  return { pool, webhookSecret };
}

/** A pool that gets its first webhook gets a secret with it. */
export async function updatePool(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<PoolFields>,
): Promise<PoolWithSecret> {
  const { tenantId } = authorize(actor, 'pools.write');
  insistOnPublic(ctx, input.webhookUrl);
  return transaction(ctx, async ({ sql }) => {
    const before = requireFound(await lockPool(sql, tenantId, key), 'Number pool');
    if (Object.keys(input).length === 0) return { pool: before, webhookSecret: undefined };
    const isFirst = Boolean(input.webhookUrl) && before.webhookSecret === null;
    const webhookSecret = isFirst ? newWebhookSecret() : undefined;
    const secret = webhookSecret === undefined ? {} : { webhookSecret: seal(ctx, before, webhookSecret) };
    return { pool: await updatePoolRow(sql, tenantId, before.id, { ...input, ...secret }), webhookSecret };
  });
}

/** From now on the webhook's messages are signed with another secret, those that wait among them. */
export async function rotateWebhookSecret(ctx: Context, actor: Actor, key: Key): Promise<string> {
  const { tenantId } = authorize(actor, 'pools.write');
  return transaction(ctx, async ({ sql }) => {
    const pool = requireFound(await lockPool(sql, tenantId, key), 'Number pool');
    const webhookSecret = newWebhookSecret();
    await updatePoolRow(sql, tenantId, pool.id, { webhookSecret: seal(ctx, pool, webhookSecret) });
    return webhookSecret;
  });
}

/**
 * Its numbers become available; calls and statistics stay.
 *
 * @throws DomainError `conflict` while its numbers are called, or kept for visitors
 */
export async function deletePool(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'pools.write');
  await transaction(ctx, async ({ sql, enqueue }) => {
    const { id } = requireFound(await lockPool(sql, tenantId, key), 'Number pool');
    const use = await useOfPool(sql, tenantId, id);
    if (use === 'call') throw new DomainError('conflict', 'Callers are on its numbers. Try again after the calls.');
    if (use === 'visitor')
      throw new DomainError(
        'conflict',
        'Visitors have its numbers. Set isActive to false, and delete it when their leases are over.',
      );
    for (const numberId of await unassignNumbers(sql, tenantId, { poolId: id }))
      await enqueue('number.configure', { numberId });
    await deletePoolRow(sql, tenantId, id);
  });
}

/** Each pool with its numbers. */
export async function withNumbers(
  { sql }: Pick<Context, 'sql'>,
  tenantId: number,
  pools: PoolRow[],
): Promise<{ pool: PoolRow; numbers: PhoneNumberRow[] }[]> {
  const ids = pools.map(({ id }) => id);
  const numbers = Map.groupBy(await numbersOfPools(sql, tenantId, ids, NUMBERS_SHOWN_MAX), ({ poolId }) => poolId);
  return pools.map((pool) => ({ pool, numbers: numbers.get(pool.id) ?? [] }));
}

export async function poolStatistics(ctx: Context, actor: Actor, key: Key) {
  const { tenantId } = authorize(actor, 'pools.read');
  const { id } = requireFound(await poolByKey(ctx.sql, tenantId, key), 'Number pool');
  const figures = await poolStatistics(ctx.sql, tenantId, id, TRAFFIC_DAYS);
  const erlangs = (figures.busiestHourVisits * figures.meanHoldSeconds) / 3_600;
  return { ...figures, recommendedSize: recommendedPoolSize(erlangs) };
}

function insistOnPublic(ctx: Context, webhookUrl: string | null | undefined): void {
  if (!webhookUrl) return;
  const problem = ctx.bidders.egress.urlProblem(webhookUrl);
  if (problem) throw invalidField('webhookUrl', `webhookUrl ${problem}.`);
}

const seal = ({ config }: Context, pool: Pick<PoolRow, 'tenantId' | 'uuid'>, secret: string): string =>
  sealSecret(config.secretsKey, secretPlace(pool.tenantId, pool.uuid), secret);
