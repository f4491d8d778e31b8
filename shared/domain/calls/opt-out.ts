import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { callByUuid } from '../../../sql/calls/progress.ts';
import type { Context } from '../../context.ts';
import { personNumberOf } from '../../rules/values/caller-number.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { addToDncList } from '../compliance/dnc.ts';

/** An opt-out by key. `receivedAtMs` is the time of the key, in Unix milliseconds of product time. */
export type OptOut = { callUuid: string; callSid: string; receivedAtMs: number };

/**
 * Stores the opt-out of a called person in Postgres. The call is not locked, so the end of the call does not wait for the
 * do-not-call list.
 *
 * @returns false if the carrier call of the request is not this call
 */
export async function recordOptOut(ctx: Context, { callUuid, callSid, receivedAtMs }: OptOut): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const call = await callByUuid(tx.sql, callUuid, callSid);
    if (call) await applyOptOutKey(tx, call, new Date(receivedAtMs));
    return call !== undefined;
  });
}

/**
 * Adds the number of the person to the do-not-call list, because the person pressed 9 during the abandonment message, or
 * in a call back to the number that called. A caller who hides the number is not offered the key.
 *
 * An opt-out counts once: if a user has taken the number off the list since, a repeated report does not add it again.
 */
export async function applyOptOutKey(tx: Tx, call: CallRow, at: Date): Promise<void> {
  const phone = personNumberOf(call);
  if (phone === null) return;
  const isFirst = await insertCallEvent(tx.sql, call, {
    event: 'opted_out',
    message: 'The person asked for no further calls',
    sourceKey: 'opted_out',
    occurredAt: at,
  });
  if (isFirst) await addToDncList(tx, call.tenantId, { phone, source: 'opt_out', reason: 'Pressed 9 during a call' });
}
