/**
 * Placing a carrier call at most once. A claim is a guarded update that only one worker passes; the worker that passes it sends
 * one request to the carrier, or releases the claim.
 */
import type { PlaceCallRequest, Placement } from '../../clients/twilio.ts';
import type { RequestFailure } from '../../clients/twilio-errors.ts';
import type { Context } from '../../context.ts';
import { maskPhone } from '../../rules/values/phone.ts';

/** Real time. Far less than the time after which the poller treats a claim as lost. */
const CLAIM_MS_MAX = 5_000;

/** Upper limit of one call's length. No sales call lasts longer, and the limit bounds the cost of a forgotten call. */
export const CALL_SECONDS_MAX = 4 * 3_600;

/** One handler for each outcome of {@link placeClaimed}. */
export type PlacementHandlers = {
  placed(callSid: string): Promise<unknown>;
  refused(refusal: Extract<RequestFailure, { outcome: 'refused' }>): Promise<unknown>;
  /** The carrier got no request: releases the claim. Afterwards the job fails, so that its retry claims again. */
  notSent(): Promise<unknown>;
  /** The answer was lost, and the phone may be ringing: the poller finds out. */
  unknown(problem: string): Promise<unknown>;
};

/**
 * Asks the carrier to place a call that this process has claimed, and runs the handler of the outcome.
 *
 * @param claim.startedMs `performance.now()` from before the claim
 * @param claim.subject names the call or leg in the log
 * @throws Error when the request was not sent, after its handler has run
 */
export async function placeClaimed(
  ctx: Context,
  claim: { startedMs: number; subject: { callId: string } | { legId: string } },
  request: PlaceCallRequest,
  handlers: PlacementHandlers,
): Promise<void> {
  const placement = await placeUnlessExpired(ctx, claim.startedMs, request);
  ctx.log.info({ ...claim.subject, to: maskPhone(request.to), outcome: placement.outcome }, 'carrier call requested');
  switch (placement.outcome) {
    case 'placed':
      await handlers.placed(placement.callSid);
      return;
    case 'refused':
      await handlers.refused(placement);
      return;
    case 'not_sent':
      await handlers.notSent();
      throw new Error(`The carrier did not take the request: ${placement.message}`);
    case 'unknown':
      await handlers.unknown(placement.message);
  }
}

/** Sends nothing when this process was frozen after its claim: meanwhile the poller may have treated the claim as lost. */
async function placeUnlessExpired(ctx: Context, startedMs: number, request: PlaceCallRequest): Promise<Placement> {
  if (performance.now() - startedMs > CLAIM_MS_MAX)
    return { outcome: 'not_sent', message: 'the process was delayed for too long after its claim' };
  return ctx.carrier.placeCall(request);
}
