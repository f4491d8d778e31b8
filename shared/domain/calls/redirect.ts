import { callById } from '../../../sql/calls/progress.ts';
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';

/**
 * Redirects a live call at the carrier. The call continues with the TwiML of the abandonment message or of the
 * voicemail message.
 */
export async function redirectCall(ctx: Context, callId: number, to: 'abandon' | 'voicemail'): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (call?.live && call.callSid) await ctx.carrier.redirect(call.callSid, callbacks[to](ctx.config, call.uuid));
}
