/** Hanging up live calls at the carrier. */
import type { Context } from '../../context.ts';
import { callByKey, type CallDetails } from '../../../sql/calls/calls.ts';
import { listLegsOfCall } from '../../../sql/calls/agent-legs.ts';
import { callById } from '../../../sql/calls/progress.ts';
import type { Key } from '../../../sql/db.ts';
import { enqueue } from '../../enqueue.ts';
import { DomainError, OutsideError, requireFound } from '../../errors.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/**
 * Hangs up a call and all live legs of the call. If the call has ended but an agent leg still rings, hangs up the leg.
 * A repeated hang-up does no harm. The callbacks of the carrier report the end of each call and leg.
 *
 * @throws OutsideError while the call or a leg is being placed and has no id of the carrier, so that the job runs again
 */
export async function hangUpCall(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call) return;
  const legs = await listLegsOfCall(ctx.sql, callId);
  const sids = [...legs, call].flatMap(({ live, callSid }) => (live && callSid ? callSid : []));
  await Promise.all(sids.map((sid) => ctx.carrier.hangUp(sid)));
  const isPlacing = [...legs, call].some(({ live, callSid, status }) => live && !callSid && status === 'dialing');
  if (isPlacing) throw new OutsideError('The call or a leg is being placed. The job hangs it up in its next attempt.');
}

/**
 * Ends a live call at the request of a user. A parked agent stays on the line for the next call. The reply shows the call
 * before its end: the carrier reports the end a moment later.
 *
 * @throws DomainError `not_found` for a call that the actor may not see, such as a call of another agent
 * @throws DomainError `conflict` if the call has ended, or if another system carries the call
 */
export async function endLiveCall(ctx: Context, actor: Actor, key: Key): Promise<CallDetails> {
  const scope = authorize(actor, 'calls.write');
  const call = requireFound(await callByKey(ctx.sql, scope, key), 'Call');
  if (!call.live) throw new DomainError('conflict', 'The call has ended already.');
  if (call.externallyLogged)
    throw new DomainError('conflict', 'Another system carries this call. Only that system can end it.');
  await enqueue(ctx, 'call.hangup', { callId: call.id }, { deduplicationKey: String(call.id) });
  return call;
}
