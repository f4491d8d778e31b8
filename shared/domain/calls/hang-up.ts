/** Hang-up and redirection of live calls at the carrier. */
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { listLegsOfCall } from '../../../sql/calls/agent-legs.ts';
import { callById } from '../../../sql/calls/progress.ts';

/** Makes a live call continue with the TwiML of another webhook of ours. */
export async function redirectCall(ctx: Context, callId: number, to: 'abandon' | 'voicemail'): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (call?.live && call.callSid) await ctx.carrier.redirect(call.callSid, callbacks[to](ctx.config, call.uuid));
}

/**
 * Hangs up a call and all its legs that are live: also an agent leg that still rings after the call has ended. A second hang-up does
 * no harm. The carrier's callbacks report the ends.
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
