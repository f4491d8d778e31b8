/**
 * Places a carrier call at most once. A claim is an update of the row of the call or leg, and only one worker can
 * succeed with the update. The worker with the claim sends one request to the carrier, or releases the claim.
 */
import type { PlaceCallRequest, Placement } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { OutsideError } from '../../errors.ts';
import { countryOfNumber, maskPhone } from '../../rules/values/phone.ts';
import { type DialRefusal, dialRefusalOf } from '../compliance/destinations.ts';
import {
  type Admission,
  admitCall,
  type Fault,
  recordRefusedCall,
  recordTakenCall,
  type Refusal,
} from '../numbers/carrier-breaker.ts';

/**
 * Milliseconds of real time. A worker that has held a claim for longer than this sends no request to the carrier. The
 * poller treats a claim as lost only after a much longer time.
 */
const CLAIM_MS_MAX = 5_000;

/**
 * Maximum length of one call. A sales call never reaches this limit. The limit bounds the cost of a call that was not
 * hung up.
 */
export const CALL_SECONDS_MAX = 4 * 3_600;

/** One handler for each outcome of {@link placeClaimed}. */
export type PlacementHandlers = {
  placed(callSid: string): Promise<unknown>;
  /** Ends the call as failed, because the carrier refused this call. */
  refused(refusal: Refusal): Promise<unknown>;
  /**
   * Releases the claim and the reservation, because the carrier would refuse every such call. Nothing is counted as an
   * attempt.
   */
  blocked(fault: Fault): Promise<unknown>;
  /**
   * Releases the claim, because the carrier got no request. The job fails afterwards, so that the next attempt of the
   * job claims the call again.
   */
  notSent(): Promise<unknown>;
  /**
   * Marks the call as unknown: the carrier did not reply in time, and the phone may be ringing. The poller asks the
   * carrier later.
   */
  unknown(problem: string): Promise<unknown>;
};

/**
 * Decides whether a call may be placed now, or whether the carrier refuses such calls. Call this function before the
 * claim.
 *
 * @param campaignId null for the phone of an agent
 */
export const admitToCarrier = (
  ctx: Context,
  call: { fromNumber: string; toNumber: string; campaignId: number | null },
): Promise<Admission> =>
  admitCall(ctx, {
    callerId: call.fromNumber,
    country: countryOfNumber(call.toNumber),
    campaignId: call.campaignId,
  });

/**
 * Asks the carrier to place a call that this process has claimed, and runs the handler for the outcome.
 *
 * @param claim.startedMs the value of `performance.now()` before the claim
 * @param claim.admission the decision of {@link admitToCarrier}
 * @param claim.subject the id of the call or leg for the log message
 * @throws OutsideError after the handler `notSent` has run
 */
export async function placeClaimed(
  ctx: Context,
  claim: {
    startedMs: number;
    tenantId: number;
    subject: { callId: string } | { legId: string };
    admission: Admission;
  },
  request: PlaceCallRequest,
  handlers: PlacementHandlers,
): Promise<void> {
  const placement = await placeUnlessExpired(ctx, claim, request);
  ctx.log.info({ ...claim.subject, to: maskPhone(request.to), outcome: placement.outcome }, 'carrier call requested');
  switch (placement.outcome) {
    case 'placed':
      await handlers.placed(placement.callSid);
      await recordTakenCall(ctx, claim.admission);
      return;
    case 'refused': {
      const { code } = placement;
      ctx.log.warn({ ...claim.subject, code }, 'carrier call refused');
      const fault = await recordRefusedCall(ctx, claim.admission, placement);
      await (fault ? handlers.blocked(fault) : handlers.refused(placement));
      return;
    }
    case 'not_sent':
      await handlers.notSent();
      throw new OutsideError(`The carrier did not take the request: ${placement.message}`);
    case 'unknown':
      await handlers.unknown(placement.message);
  }
}

/**
 * Asks the carrier to place the call, unless the number must not be called or the claim is too old. If this process was
 * frozen after the claim, the poller may already treat the claim as lost.
 */
async function placeUnlessExpired(
  ctx: Context,
  { startedMs, tenantId }: { startedMs: number; tenantId: number },
  request: PlaceCallRequest,
): Promise<Placement> {
  let dialRefusal: DialRefusal;
  try {
    dialRefusal = await dialRefusalOf(ctx, ctx.sql, tenantId);
  } catch {
    return { outcome: 'not_sent', message: 'the limits of the tenant could not be read' };
  }
  if (performance.now() - startedMs > CLAIM_MS_MAX)
    return { outcome: 'not_sent', message: 'the process was delayed for too long after its claim' };
  const refusal = dialRefusal(request.to);
  if (refusal !== undefined) return { outcome: 'refused', status: undefined, code: undefined, message: refusal };
  return ctx.carrier.placeCall(request);
}
