/** Hanging up live calls at the carrier. */
import type { Context } from '../../context.ts';
import { listLegsOfCall } from '../../../sql/calls/agent-legs.ts';
import { callById } from '../../../sql/calls/progress.ts';

/**
 * Hangs up a call and all live legs of the call. If the call has ended but an agent leg still rings, hangs up the leg.
 * A repeated hang-up does no harm. The callbacks of the carrier report the end of each call and leg.
 *
 * @throws Error while a leg is being placed, so that the job runs again
 */
export async function hangUpCall(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call) return;
  const legs = await listLegsOfCall(ctx.sql, callId);
  const sids = [...legs, call].flatMap(({ live, callSid }) => (live && callSid ? callSid : []));
  await Promise.all(sids.map((sid) => ctx.carrier.hangUp(sid)));
  const isPlacing = legs.some(({ live, callSid, status }) => live && !callSid && status === 'dialing');
  if (isPlacing) throw new Error('A leg of this call is being placed. The job hangs it up in its next attempt.');
}
