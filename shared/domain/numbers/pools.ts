import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { recommendedPoolSize, POOL_SIZE_TRAFFIC_DAYS } from '../../rules/numbers/pool-size.ts';
import { newWebhookSecret } from '../../rules/numbers/webhook-signature.ts';
import { sealSecret } from '../../secrets.ts';
import { transaction } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import { numbersOfPools, type PhoneNumberRow, unassignNumbers } from '../../../sql/numbers/phone-numbers.ts';
import { type PoolStatisticsRow, readPoolStatistics } from '../../../sql/numbers/pool-statistics.ts';
import {
  deletePoolRow,
  insertPool,
  lockPool,
  poolByKey,
  type PoolFields,
  type PoolRow,
  updatePoolRow,
  useOfPool,
} from '../../../sql/numbers/pools.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { secretPlace } from './pool-webhooks.ts';
import { lockDigitsByKey, inPoolMessage, applyChanges } from './phone-numbers.ts';

/** Maximum of phone numbers in a list of number pools, summed over all pools of the list. */
const LISTED_NUMBERS_MAX = 10_000;

/**
 * A number pool. `webhookSecret` is present only if the webhook secret was just created, because the webhook secret
 * cannot be read later.
 */
export type PoolWithSecret = { pool: PoolRow; webhookSecret: string | undefined };

/**
 * Creates a number pool. Also creates a webhook secret if the pool has a webhook URL.
 *
 * @throws DomainError `validation_failed` if the webhook URL leads to a private network
 */
export async function createPool(ctx: Context, actor: Actor, input: PoolFields): Promise<PoolWithSecret> {
  const { tenantId } = authorize(actor, 'pools.write');
  assertPublicUrl(ctx, input.webhookUrl);
  const uuid = randomUUID();
  const webhookSecret = input.webhookUrl === null ? undefined : newWebhookSecret();
  const encrypted = webhookSecret === undefined ? null : encryptSecret(ctx, { tenantId, uuid }, webhookSecret);
  const pool = await transaction(ctx, ({ sql }) =>
    insertPool(sql, tenantId, actor.userId, { ...input, uuid, webhookSecret: encrypted }),
  );
  return { pool, webhookSecret };
}

/** Changes a number pool. Creates a webhook secret if the pool gets its first webhook URL. */
export async function updatePool(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<PoolFields>,
): Promise<PoolWithSecret> {
  const { tenantId } = authorize(actor, 'pools.write');
  assertPublicUrl(ctx, input.webhookUrl);
  return transaction(ctx, async ({ sql }) => {
    const pool = requireFound(await lockPool(sql, tenantId, key), 'Number pool');
    if (Object.keys(input).length === 0) return { pool, webhookSecret: undefined };
    const isFirstWebhook = Boolean(input.webhookUrl) && pool.webhookSecret === null;
    const webhookSecret = isFirstWebhook ? newWebhookSecret() : undefined;
    const secret = webhookSecret === undefined ? {} : { webhookSecret: encryptSecret(ctx, pool, webhookSecret) };
    return { pool: await updatePoolRow(sql, tenantId, pool.id, { ...input, ...secret }), webhookSecret };
  });
}

/**
 * Replaces the webhook secret of a number pool. The new webhook secret signs all further messages, including the
 * messages of pending deliveries.
 */
export async function rotateWebhookSecret(ctx: Context, actor: Actor, key: Key): Promise<string> {
  const { tenantId } = authorize(actor, 'pools.write');
  return transaction(ctx, async ({ sql }) => {
    const pool = requireFound(await lockPool(sql, tenantId, key), 'Number pool');
    const webhookSecret = newWebhookSecret();
    await updatePoolRow(sql, tenantId, pool.id, { webhookSecret: encryptSecret(ctx, pool, webhookSecret) });
    return webhookSecret;
  });
}

/**
 * Deletes a number pool. The pool's phone numbers become available. Calls and statistics of the pool stay.
 *
 * @throws DomainError `conflict` while a phone number of the pool has a live call or is leased to a visitor
 */
export async function deletePool(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'pools.write');
  await transaction(ctx, async ({ sql, enqueue }) => {
    const { id } = requireFound(await lockPool(sql, tenantId, key), 'Number pool');
    const use = await useOfPool(sql, tenantId, id);
    if (use === 'call')
      throw new DomainError('conflict', 'Numbers of the pool have live calls. Try again after the calls.');
    if (use === 'visitor')
      throw new DomainError(
        'conflict',
        'Visitors have numbers of the pool. Set isActive to false, and delete the pool when their leases have ended.',
      );
    for (const numberId of await unassignNumbers(sql, tenantId, { poolId: id }))
      await enqueue('number.sync', { numberId });
    await deletePoolRow(sql, tenantId, id);
  });
}

export async function listNumbersOfPools(
  { sql }: Pick<Context, 'sql'>,
  tenantId: number,
  pools: PoolRow[],
): Promise<{ pool: PoolRow; numbers: PhoneNumberRow[] }[]> {
  const ids = pools.map(({ id }) => id);
  const numbers = Map.groupBy(await numbersOfPools(sql, tenantId, ids, LISTED_NUMBERS_MAX), ({ poolId }) => poolId);
  return pools.map((pool) => ({ pool, numbers: numbers.get(pool.id) ?? [] }));
}

/**
 * Returns the statistics of a number pool and the recommended number of phone numbers. The recommendation is computed
 * from the traffic of the busiest hour with the Erlang B formula (the probability that all numbers are in use).
 */
export async function poolStatistics(
  ctx: Context,
  actor: Actor,
  key: Key,
): Promise<PoolStatisticsRow & { recommendedSize: number }> {
  const { tenantId } = authorize(actor, 'pools.read');
  const { id } = requireFound(await poolByKey(ctx.sql, tenantId, key), 'Number pool');
  const statistics = await readPoolStatistics(ctx.sql, tenantId, id, POOL_SIZE_TRAFFIC_DAYS);
  const erlangs = (statistics.busiestHourVisits * statistics.meanHoldSeconds) / 3_600;
  return { ...statistics, recommendedSize: recommendedPoolSize(erlangs) };
}

function assertPublicUrl(ctx: Context, webhookUrl: string | null | undefined): void {
  if (!webhookUrl) return;
  const problem = ctx.bidders.egress.urlProblem(webhookUrl);
  if (problem) throw invalidField('webhookUrl', `webhookUrl ${problem}.`);
}

function encryptSecret({ config }: Context, pool: Pick<PoolRow, 'tenantId' | 'uuid'>, secret: string): string {
  return sealSecret(config.secretsKey, secretPlace(pool.tenantId, pool.uuid), secret);
}

/**
 * Assigns a phone number to a number pool.
 *
 * @throws DomainError `conflict` as in {@link updatePhoneNumber}, or if the pool already has {@link POOL_NUMBERS_MAX}
 *   numbers
 */
export async function addNumberToPool(ctx: Context, actor: Actor, pool: Key, key: Key): Promise<PhoneNumberRow> {
  const scope = authorize(actor, 'numbers.write');
  return transaction(ctx, async (tx) => {
    // Check that the pool exists before the number is read. If both are missing, the error must name the pool, because
    // the request path names the pool. The function `applyChanges` locks the pool later.
    requireFound(await poolByKey(tx.sql, scope.tenantId, pool), 'Number pool');
    const number = await lockDigitsByKey(tx.sql, scope.tenantId, key);
    if (number.poolId !== null) throw new DomainError('conflict', inPoolMessage(number));
    return applyChanges(tx, scope, number, { assignee: { type: 'pool', key: pool } });
  });
}

export async function removeNumberFromPool(ctx: Context, actor: Actor, pool: Key, key: Key): Promise<void> {
  const scope = authorize(actor, 'numbers.write');
  await transaction(ctx, async (tx) => {
    const { id } = requireFound(await poolByKey(tx.sql, scope.tenantId, pool), 'Number pool');
    const number = await lockDigitsByKey(tx.sql, scope.tenantId, key);
    if (number.poolId !== id) throw new DomainError('not_found', 'This phone number is not in the pool.');
    await applyChanges(tx, scope, number, { assignee: null });
  });
}
