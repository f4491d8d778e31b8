/** Asks the carrier whether its account may call from a number. */
import type { Context } from '../../context.ts';
import type { Payload, Result } from '../../jobs.ts';
import { closeBreakers } from './carrier-breaker.ts';
import { sharedCallerIds } from './grants.ts';

/**
 * How long a user's request waits for the carrier, and for a worker that asks it. Without an answer, the user gets no
 * warning about the caller ID. Milliseconds of real time.
 */
const TIMEOUTS = { replyTimeoutMs: 3_000, startTimeoutMs: 500 };

/**
 * Whether the carrier account owns the number or has verified it as a caller ID. Undefined if the carrier did not answer
 * in time.
 */
export async function isCallerIdAtCarrier(ctx: Context, phoneNumber: string): Promise<boolean | undefined> {
  // The simulated account owns the caller ID of the demo.
  if (sharedCallerIds(ctx.config).includes(phoneNumber)) return true;
  try {
    const reply = await ctx.jobRequests.request(ctx, 'carrier.number', { phoneNumber }, TIMEOUTS);
    return reply && (reply.number !== null || reply.isVerified);
  } catch (error) {
    ctx.log.warn({ err: error }, 'caller ID not checked, the carrier failed');
    return undefined;
  }
}

/**
 * Runs the job `carrier.number`: asks the carrier for a number. If the account may call from it, dialing from it goes on at
 * once.
 */
export async function runNumberLookup(
  ctx: Context,
  { phoneNumber }: Payload<'carrier.number'>,
): Promise<Result<'carrier.number'>> {
  const { numbers } = ctx.carrier;
  const found = await numbers.find(phoneNumber);
  const isVerified = found === undefined && (await numbers.isVerifiedCallerId(phoneNumber));
  if (found || isVerified) await closeBreakers(ctx, [{ scope: 'caller_id', subject: phoneNumber }]);
  return { number: found ? { sid: found.sid } : null, isVerified };
}
