/**
 * The cost of a call: the sum of the carrier's prices for the call, its legs and its recordings, and of the fees for
 * machine detection and conference minutes, which the carrier lists for no single call.
 */
import type { Context } from '../../context.ts';
import { LIST_PRICES, parseCarrierPrice } from '../../rules/calls/cost.ts';
import { FIRST_POLL_MS, pollDelayMs } from '../../rules/calls/poll-delays.ts';
import { transaction, type Tx } from '../../transaction.ts';
import {
  listUnpricedParkedLegs,
  listUnpricedParts,
  reopenCost,
  setFinalCost,
  setPrice,
  setPriceOfParkedLeg,
} from '../../../sql/calls/costs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { lockCall, scheduleNextPoll } from '../../../sql/calls/progress.ts';
import { lacksRecording } from '../../../sql/calls/recordings.ts';

/**
 * Number of polls after which we stop waiting for a recording. The carrier usually has a recording some minutes after
 * the conversation. If both sides hung up at once, for example, no recording exists. If a recording arrives after the
 * last poll, the final cost becomes an estimate again.
 */
const RECORDING_POLLS_MAX = 5;

/** Maximum number of parked legs whose price one run of `parked-legs.price` asks for. The job runs every 10 seconds. */
const PARKED_LEGS_MAX = 40;

/**
 * Asks the carrier for the missing prices of a call. If all prices are known, the cost becomes the sum of the prices,
 * and the cost source becomes `rated`. Otherwise the cost stays an estimate, and the next poll is planned. After a day
 * of polls the cost source becomes `unrated`, because the carrier sets no price so late. Calls without an answer often
 * get no price.
 *
 * @param poll the number of polls before this poll
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
    // The lock on the call prevents a race with `schedulePricePoll`. A transaction that adds a part to the call sees
    // either the final cost or a planned poll.
    await lockCall(sql, callId);
    const isUnrated = (await listUnpricedParts(sql, callId)).some((part) => part.expectsPrice);
    const delayMs = pollDelayMs(poll + 1);
    const isRecordingDue = poll + 1 < RECORDING_POLLS_MAX && (await lacksRecording(sql, callId));
    const isDone = !isUnrated && !isRecordingDue;
    if (isDone || delayMs === undefined) return setFinalCost(sql, callId, isUnrated ? 'unrated' : 'rated', LIST_PRICES);
    await scheduleNextPoll(sql, callId, delayMs);
    // The job gets no job id, because the queue may remember the same id from an earlier round of polls and would
    // ignore the job.
    // It also fetches a recording that was not ready at the last poll, or whose report was lost.
    await enqueue('cost.reconcile', { callId, poll: poll + 1 }, { delayMs, isSwept: true });
  });
}

/** Plans a poll for the price of a new part of an ended call. A final cost becomes an estimate again. */
export async function schedulePricePoll(tx: Tx, callId: number): Promise<void> {
  if (await reopenCost(tx.sql, callId))
    await tx.enqueue('cost.reconcile', { callId }, { delayMs: FIRST_POLL_MS, isSwept: true });
}

/**
 * Plans a poll for prices if a late callback added a leg or recording to an ended call, or showed that a leg was
 * answered. A call without a final cost is polled in any case.
 */
export async function scheduleMissingPricePoll(
  tx: Tx,
  { id, costSource }: Pick<CallRow, 'id' | 'costSource'>,
): Promise<void> {
  if (costSource === 'rated' && (await listUnpricedParts(tx.sql, id)).some((part) => part.expectsPrice))
    await schedulePricePoll(tx, id);
}

/**
 * Asks the carrier for the prices of ended parked legs. A parked leg serves many calls, so its price belongs to the
 * campaign that rang the agent.
 */
export async function reconcileParkedLegCosts(ctx: Context): Promise<void> {
  for (const { id, callSid, polls } of await listUnpricedParkedLegs(ctx.sql, PARKED_LEGS_MAX)) {
    const price = parseCarrierPrice((await ctx.carrier.fetchCall(callSid))?.price);
    const delayMs = price === undefined ? pollDelayMs(polls + 2) : undefined;
    const nextPollSeconds = delayMs === undefined ? undefined : delayMs / 1000;
    await setPriceOfParkedLeg(ctx.sql, id, { price, nextPollSeconds }, LIST_PRICES);
  }
}
