import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { callById } from '../../../sql/calls/progress.ts';
import { listLegsOfCall } from '../../../sql/calls/agent-legs.ts';

/** Makes a live call go on with what another webhook of ours says. */
export async function redirectCall(ctx: Context, callId: number, to: 'abandon' | 'voicemail'): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (call?.live && call.callSid) await ctx.carrier.redirect(call.callSid, callbacks[to](ctx.config, call.uuid));
}

/**
 * Hangs up whatever of a call is still on the line: all legs of a live one, or the agent's leg that an ended call left
 * ringing. Hanging up twice does no harm; what became of the legs is reported by their callbacks.
 */
export async function hangUpCall(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call) return;
  const legs = await listLegsOfCall(ctx.sql, callId);
  const sids = [...legs, call].flatMap(({ live, callSid }) => (live && callSid ? callSid : []));
  await Promise.all(sids.map((sid) => ctx.carrier.hangUp(sid)));
  const beingPlaced = legs.some(({ live, callSid, status }) => live && !callSid && status === 'dialing');
  if (beingPlaced) throw new Error('A leg is being placed right now: its hang-up is tried again.');
}
