import { callById } from '../../../sql/calls/progress.ts';
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';

/**
 * Redirects a live call at the carrier. The call continues with the abandonment message, with the voicemail message, or
 * with the next agent or the receiver of a transfer. A call that has an agent again goes neither to the abandonment message
 * nor to the next agent.
 */
export async function redirectCall(
  ctx: Context,
  callId: number,
  to: 'abandon' | 'voicemail' | 'nextAgent' | 'transfer',
): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call?.live || !call.callSid || ((to === 'abandon' || to === 'nextAgent') && call.agentId !== null)) return;
  await ctx.carrier.redirect(call.callSid, callbacks[to](ctx.config, call.uuid));
}
