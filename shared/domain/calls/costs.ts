import type { Context } from '../../context.ts';
import { parseCarrierPrice } from '../../rules/calls/cost.ts';
import { FIRST_POLL_MS, pollDelayMs } from '../../rules/calls/poll-delays.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { lockCall, scheduleNextPoll } from '../../../sql/calls/progress.ts';
import { lacksRecording } from '../../../sql/calls/recordings.ts';
import { lacksPrice, reopenCost, setPrice, setFinalCost, listUnpricedParts } from '../../../sql/calls/costs.ts';

/**
 * A conversation's recording is there minutes after it; what is not by so many looks was none, such as of two who just missed
 * each other. One that turns up all the same opens the cost again.
 */
const RECORDING_LOOKS_MAX = 5;

/**
 * Asks the carrier for the prices it had not set yet: of the call, its agents' legs and its recordings. Once all are
 * known the cost is their sum, `rated`. Until then it stays an estimate, and the next look is planned; after a day the
 * carrier will not rate any more (calls nobody answered often stay without a price) and the rest counts as `unrated`.
 */
export async function reconcileCost(ctx: Context, callId: number, poll: number): Promise<void> {
  const parts = await listUnpricedParts(ctx.sql, callId);
  await Promise.all(
    parts.map(async (part) => {
      const { carrier } = ctx;
      const found = await (part.kind === 'recording' ? carrier.fetchRecording(part.sid) : carrier.fetchCall(part.sid));
      const price = parseCarrierPrice(found?.price);
      if (price !== undefined) await setPrice(ctx.sql, part, price);
    }),
  );
  await transaction(ctx, async ({ sql, enqueue }) => {
    // Against a part that is being added: it finds the cost either settled, or still looked after.
    await lockCall(sql, callId);
    const unrated = (await listUnpricedParts(sql, callId)).some((part) => part.awaited);
    const delayMs = pollDelayMs(poll + 1);
    const isRecordingDue = poll + 1 < RECORDING_LOOKS_MAX && (await lacksRecording(sql, callId));
    const isDone = !unrated && !isRecordingDue;
    if (isDone || delayMs === undefined) return setFinalCost(sql, callId, unrated ? 'unrated' : 'rated');
    await scheduleNextPoll(sql, callId, delayMs);
    // Without an id: that of an earlier round of looks, before a part was added, would still be remembered.
    await enqueue('cost.reconcile', { callId, poll: poll + 1 }, { delayMs });
  });
}

/** One more part of an ended call will have a price. If its cost was settled, it is an estimate again until then. */
export async function schedulePricePoll(tx: Tx, callId: number): Promise<void> {
  if (await reopenCost(tx.sql, callId)) await tx.enqueue('cost.reconcile', { callId }, { delayMs: FIRST_POLL_MS });
}

/** What is heard of an ended call may tell of a part that its rating did not know: see to it that none stays without price. */
export async function scheduleMissingPricePoll(tx: Tx, callId: number): Promise<void> {
  if (await lacksPrice(tx.sql, callId)) await schedulePricePoll(tx, callId);
}
