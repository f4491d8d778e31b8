/**
 * People who call back the number that called them. If no campaign takes the calls to the number, they hear who called
 * and why, and can opt out by key: 47 CFR 64.1200(a)(7)(i)(A) asks for a number at which a person can make a do-not-call
 * request.
 */
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { abandonmentTwiml } from '../../rules/calls/twiml.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import type { Tx } from '../../transaction.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { findReturnCallSeller, insertReturnCall } from '../../../sql/routing/inbound.ts';

/**
 * Returns the TwiML for a person who returns a call. Returns undefined if no tenant calls from the
 * number.
 */
export async function answerReturnCall(
  { config }: Pick<Context, 'config'>,
  { sql }: Tx,
  request: { callSid: string; from: string; to: string },
): Promise<string | undefined> {
  const seller = await findReturnCallSeller(sql, request.to);
  if (!seller) return undefined;
  const call = await insertReturnCall(sql, seller.tenantId, request);
  if (call.isNew)
    await insertCallEvent(sql, call, {
      event: 'call_returned',
      message: `Call to ${request.to}, which no campaign takes: the caller heard who called and could opt out`,
    });
  return abandonmentTwiml(
    seller,
    callerNumberOf(request.from) === null ? undefined : callbacks.optOut(config, call.uuid),
  );
}
