/** A licence to have a phone rung, which is a guarded update that one worker passes, is used at once or given back. */
import type { PlaceCall, Placement } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';

/** Real time, far below what the poller waits before it misses a call. */
const LICENSE_MS_MAX = 5_000;
const heldUp: Placement = { outcome: 'not_sent', message: 'the process was held up after the licence' };

/**
 * Posts a call whose licence was asked for at `askedMs` (of `performance.now()`). The licence of a process that was frozen
 * since then may have been taken for a lost one: it posts nothing any more.
 */
export async function placeLicensed(ctx: Context, askedMs: number, call: PlaceCall): Promise<Placement> {
  return performance.now() - askedMs > LICENSE_MS_MAX ? heldUp : ctx.carrier.placeCall(call);
}

/** Nobody sells longer than this; it bounds what a forgotten call can cost. */
export const CALL_SECONDS_MAX = 4 * 3_600;
