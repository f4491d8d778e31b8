/**
 * The screening of a buyer: what the buyer's agent hears alone after picking up, and whether the agent takes the call. The
 * caller hears ringing meanwhile. If the agent does not take the call, the carrier reports a `<Dial>` attempt without a
 * conversation, and the next buyer is dialled.
 */
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { askToAcceptTwiml, connectTwiml, hangUpTwiml, whisperTwiml } from '../../rules/calls/twiml.ts';
import { transaction } from '../../transaction.ts';
import { type CallRow } from '../../../sql/calls/calls.ts';
import { hasCallEvent, insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCallByUuid } from '../../../sql/calls/progress.ts';
import type { Sql } from '../../../sql/db.ts';
import { whisperOfBuyer } from '../../../sql/routing/buyers.ts';

/** The key with which an agent takes a call. */
const ACCEPT_KEY = '1';

const acceptKeyOf = (attempt: number) => `accept-${attempt}`;

/**
 * Returns the TwiML for the agent of the call's buyer.
 *
 * @param input.attempt the `<Dial>` attempt that rang the agent
 * @param input.digits the key that the agent pressed; undefined when the agent has just picked up
 */
export async function screenBuyer(
  ctx: Context,
  input: { callUuid: string; attempt: number; digits: string | undefined },
): Promise<string> {
  const { callUuid, attempt, digits } = input;
  return transaction(ctx, async ({ sql }) => {
    const call = await lockCallByUuid(sql, callUuid, undefined);
    if (!call?.live || call.buyerId === null || call.routeAttempt !== attempt) return hangUpTwiml();
    const whisper = await whisperOfBuyer(sql, call.tenantId, call.buyerId);
    if (call.buyerScreening !== 'accept') return whisper === null ? connectTwiml() : whisperTwiml(whisper);
    if (!digits) return askToAcceptTwiml(whisper, callbacks.buyerAnswer(ctx.config, call.uuid, attempt));
    const isAccepted = digits === ACCEPT_KEY;
    await insertCallEvent(sql, call, {
      event: isAccepted ? 'buyer_accepted' : 'buyer_declined',
      message: isAccepted ? 'The buyer accepted the call' : 'The buyer pressed another key than 1',
      metadata: { buyerId: call.buyerId, attempt },
      sourceKey: isAccepted ? acceptKeyOf(attempt) : `decline-${attempt}`,
    });
    return isAccepted ? connectTwiml() : hangUpTwiml();
  });
}

/**
 * Whether the buyer's agent took the call in the current attempt. A leg that was answered proves no conversation if the
 * agent had to press a key first.
 */
export async function isScreeningPassed(sql: Sql, call: CallRow): Promise<boolean> {
  return call.buyerScreening !== 'accept' || hasCallEvent(sql, call.id, acceptKeyOf(call.routeAttempt));
}
