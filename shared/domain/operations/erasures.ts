/**
 * Erases the data of a person on request. The job `person.erase` works in small transactions. A job that is interrupted
 * or runs twice does no harm, because each transaction searches the data that is left.
 */
import { ERASED_REPLY_STATUS } from '../../../sql/accounts/idempotency.ts';
import { isUniqueViolation } from '../../../sql/db.ts';
import {
  completeErasure,
  countPersonRows,
  deleteContactsOfPerson,
  deleteEventsOfCalls,
  deletePoolWebhookDeliveries,
  eraseBidRequests,
  eraseCalls,
  eraseLeads,
  eraseLegs,
  eraseRejectedRows,
  eraseSyncRecords,
  eraseVisits,
  erasureByKey,
  type ErasureCounts,
  type ErasureRow,
  findErasureWait,
  insertErasure,
  listCallsToErase,
  listStoredReplies,
  lockErasure,
  replaceStoredReply,
  runningErasureById,
  saveErasureCounts,
  saveErasureWait,
} from '../../../sql/operations/erasures.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { nationalDigits } from '../../rules/values/phone.ts';
import { openSecret, sealSecret } from '../../secrets.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { deleteRecordingsOfCalls, reconcileRecordings } from '../calls/recordings.ts';
import { addToDncList } from '../compliance/dnc.ts';

/** Rows that one transaction erases. Calls and users that need the same rows wait for the transaction. */
const BATCH = 200;

/**
 * A call is erased this long after its end. Until then, late reports of the carrier could store data of the person again:
 * the carrier repeats a callback for some minutes, and our jobs try for about half an hour. Seconds of product time.
 */
const SETTLE_SECONDS = 3_600;

/**
 * Starts the erasure of a person's data. The number is added to the do-not-call list at once, so the person is not called
 * again, also if the number is uploaded later. A job erases the data.
 *
 * @throws DomainError `conflict` while another erasure of the number is running
 */
export async function startErasure(
  ctx: Context,
  actor: Actor,
  input: Pick<ErasureRow, 'phone' | 'reason' | 'keepCallNumbers'>,
): Promise<ErasureRow> {
  const { tenantId } = authorize(actor, 'privacy.write');
  const { phone, reason, keepCallNumbers } = input;
  const createdBy = actor.userId;
  try {
    return await transaction(ctx, async (tx) => {
      const entry = await addToDncList(tx, tenantId, { phone, reason: null, source: 'erasure', createdBy });
      const erasure = { dncNumberId: entry.id, reason, keepCallNumbers, createdBy };
      const { id } = await insertErasure(tx.sql, tenantId, erasure);
      await tx.enqueue('person.erase', { erasureId: id }, { deduplicationKey: String(id) });
      return requireFound(await erasureByKey(tx.sql, tenantId, { id }), 'Erasure');
    });
  } catch (error) {
    if (isUniqueViolation(error, 'erasures_one_running'))
      throw new DomainError(
        'conflict',
        `An erasure of the number ${phone} is running. GET /api/privacy/erasures shows it.`,
      );
    throw error;
  }
}

/** Counts the rows that an erasure would erase, and changes nothing. */
export async function countErasure(
  ctx: Context,
  actor: Actor,
  input: Pick<ErasureRow, 'phone' | 'keepCallNumbers'>,
): Promise<Partial<ErasureCounts>> {
  const { tenantId } = authorize(actor, 'privacy.write');
  return countPersonRows(ctx.sql, { ...input, tenantId }, nationalDigits(input.phone));
}

/** Runs the job `person.erase`. Does nothing if the erasure is completed. The sweeper starts the next run. */
export async function runErasure(ctx: Context, erasureId: number, signal: AbortSignal): Promise<void> {
  const erasure = await runningErasureById(ctx.sql, erasureId);
  if (!erasure) return;
  const { id, tenantId, createdAt: startedAt } = erasure;
  const waitsFor = await findErasureWait(ctx.sql, erasure, { settleSeconds: SETTLE_SECONDS, startedAt });
  if (waitsFor) return saveErasureWait(ctx.sql, tenantId, id, waitsFor);
  for (const step of STEPS) {
    let erased: number;
    do {
      signal.throwIfAborted();
      await step.before?.(ctx, erasure);
      erased = await runStep(ctx, erasure, step);
    } while (erased === BATCH);
  }
  await eraseStoredReplies(ctx, erasure);
  if (!(await completeErasure(ctx.sql, tenantId, id))) return saveErasureWait(ctx.sql, tenantId, id, 'recordings');
  ctx.log.info({ tenantId }, 'erasure completed');
}

/** Erases at most {@link BATCH} rows of one kind, with everything that belongs to these rows. */
type Step = (tx: Tx, erasure: ErasureRow) => Promise<Partial<ErasureCounts>>;

/**
 * A step erases one kind of rows. `key` is the count that shows whether rows may be left. `before` runs outside the
 * transaction, because it waits for the carrier.
 */
const STEPS: { key: keyof ErasureCounts; before?: (ctx: Context, erasure: ErasureRow) => Promise<void>; run: Step }[] =
  [
    { key: 'calls', before: findMissingRecordings, run: eraseCallBatch },
    { key: 'leads', run: async ({ sql }, erasure) => ({ leads: await eraseLeads(sql, erasure, BATCH) }) },
    {
      key: 'bidRequests',
      run: async ({ sql }, erasure) => ({ bidRequests: await eraseBidRequests(sql, erasure, BATCH) }),
    },
    { key: 'contacts', run: async ({ sql }, erasure) => ({ contacts: await deleteContactsOfPerson(sql, erasure) }) },
    {
      key: 'rejectedRows',
      run: async ({ sql }, { tenantId, phone }) => ({
        rejectedRows: await eraseRejectedRows(sql, tenantId, nationalDigits(phone)),
      }),
    },
  ];

async function eraseCallBatch(tx: Tx, erasure: ErasureRow): Promise<Partial<ErasureCounts>> {
  const { sql } = tx;
  const { tenantId } = erasure;
  const callIds = await listCallsToErase(sql, erasure, BATCH);
  if (callIds.length === 0) return {};
  // First the calls, because every other transaction locks a call before the rows that belong to the call.
  await eraseCalls(sql, erasure, callIds);
  await eraseLegs(sql, erasure, callIds);
  await deletePoolWebhookDeliveries(sql, tenantId, callIds);
  await eraseSyncRecords(sql, tenantId, callIds);
  return {
    calls: callIds.length,
    callEvents: await deleteEventsOfCalls(sql, tenantId, callIds),
    recordings: await deleteRecordingsOfCalls(tx, tenantId, callIds),
    visits: await eraseVisits(sql, tenantId, callIds),
  };
}

/** Runs one step and adds its counts to the erasure, in one transaction. Returns the number of erased rows. */
async function runStep(ctx: Context, erasure: ErasureRow, { key, run }: (typeof STEPS)[number]): Promise<number> {
  return transaction(ctx, async (tx) => {
    const { tenantId, id } = erasure;
    const locked = await lockErasure(tx.sql, tenantId, id);
    if (!locked) return 0;
    const erased = await run(tx, erasure);
    await saveErasureCounts(tx.sql, tenantId, id, addCounts(locked.counts, erased));
    return erased[key] ?? 0;
  });
}

function addCounts(counts: Partial<ErasureCounts>, more: Partial<ErasureCounts>): Partial<ErasureCounts> {
  const sums = { ...counts };
  for (const [key, value] of Object.entries(more) as [keyof ErasureCounts, number][])
    sums[key] = (sums[key] ?? 0) + value;
  return sums;
}

/**
 * Asks the carrier for recordings whose report was lost. After the erasure, a call does not show any more that the call
 * belonged to the person, so the recording could not be found later.
 */
async function findMissingRecordings(ctx: Context, erasure: ErasureRow): Promise<void> {
  for (const callId of await listCallsToErase(ctx.sql, erasure, BATCH)) await reconcileRecordings(ctx, callId);
}

/**
 * Erases stored replies that contain the number. A client that repeats the request learns that the request was executed
 * and that its reply was erased.
 */
async function eraseStoredReplies(ctx: Context, { id, tenantId, phone }: ErasureRow): Promise<void> {
  const { sql, config, log } = ctx;
  let storedReplies = 0;
  for (let afterKey = '', isLast = false; !isLast;) {
    const replies = await listStoredReplies(sql, tenantId, { afterKey, limit: BATCH });
    for (const reply of replies) {
      afterKey = reply.key;
      const place = { tenantId, table: 'idempotency_keys', column: 'body', row: reply.key };
      try {
        if (!openSecret(config.secretsKey, place, reply.body).includes(phone)) continue;
      } catch (error) {
        log.warn({ err: error, tenantId }, 'stored reply could not be decrypted, it is deleted after a day');
        continue;
      }
      const body = sealSecret(config.secretsKey, place, '');
      await replaceStoredReply(sql, tenantId, reply, { status: ERASED_REPLY_STATUS, body });
      storedReplies += 1;
    }
    isLast = replies.length < BATCH;
  }
  await transaction(ctx, async (tx) => {
    const locked = await lockErasure(tx.sql, tenantId, id);
    if (locked) await saveErasureCounts(tx.sql, tenantId, id, addCounts(locked.counts, { storedReplies }));
  });
}
