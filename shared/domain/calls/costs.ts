/** The cost of a call: the sum of the carrier's prices for the call, its legs and its recordings. */
import type { Context } from '../../context.ts';
import { parseCarrierPrice } from '../../rules/calls/cost.ts';
import { FIRST_POLL_MS, pollDelayMs } from '../../rules/calls/poll-delays.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { lacksPrice, listUnpricedParts, reopenCost, setFinalCost, setPrice } from '../../../sql/calls/costs.ts';
import { lockCall, scheduleNextPoll } from '../../../sql/calls/progress.ts';
import { lacksRecording } from '../../../sql/calls/recordings.ts';

/**
 * Polls after which we stop waiting for a recording. The carrier has a recording some minutes after the conversation; none exists
 * when, for example, both sides hung up at once. A recording that comes later reopens the cost.
 */
const RECORDING_POLLS_MAX = 5;

/**
 * Asks the carrier for prices that it had not set yet. Once all are known, their sum is the cost, `rated`. Until then the cost is an
 * estimate and the next poll is planned. After a day the carrier sets no prices any more (calls without an answer often have none),
 * and the cost becomes `unrated`.
 *
 * @param poll polls so far, counted from 0
 */
export async function reconcileCost(ctx: Context, callId: number, poll: number): Promise<void> {
  const { carrier } = ctx;
  const parts = await listUnpricedParts(ctx.sql, callId);
  await Promise.all(
    parts.map(async (part) => {
      const source = await (part.kind === 'recording' ? carrier.fetchRecording(part.sid) : carrier.fetchCall(part.sid));
      const price = parseCarrierPrice(source?.price);
      if (price !== undefined) await setPrice(ctx.sql, part, price);
    }),
  );
  await transaction(ctx, async ({ sql, enqueue }) => {
    // The lock orders this with `schedulePricePoll`: a part that is added now sees the final cost, or a poll that is still planned.
    await lockCall(sql, callId);
    const isUnrated = (await listUnpricedParts(sql, callId)).some((part) => part.expectsPrice);
    const delayMs = pollDelayMs(poll + 1);
    const isRecordingDue = poll + 1 < RECORDING_POLLS_MAX && (await lacksRecording(sql, callId));
    const isDone = !isUnrated && !isRecordingDue;
    if (isDone || delayMs === undefined) return setFinalCost(sql, callId, isUnrated ? 'unrated' : 'rated');
    await scheduleNextPoll(sql, callId, delayMs);
    // Without a job id: the queue may still remember the id of an earlier round of polls and ignore this job.
    await enqueue('cost.reconcile', { callId, poll: poll + 1 }, { delayMs });
  });
}

/** Polls for the price of a new part of an ended call. A final cost becomes an estimate again. */
export async function schedulePricePoll(tx: Tx, callId: number): Promise<void> {
  if (await reopenCost(tx.sql, callId)) await tx.enqueue('cost.reconcile', { callId }, { delayMs: FIRST_POLL_MS });
}

/** Polls for prices again when a late callback added a part to an ended call, or showed that a part was answered. */
export async function scheduleMissingPricePoll(tx: Tx, callId: number): Promise<void> {
  if (await lacksPrice(tx.sql, callId)) await schedulePricePoll(tx, callId);
}
