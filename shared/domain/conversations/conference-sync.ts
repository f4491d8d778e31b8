/** Brings the carrier in line with what agents and supervisors want of a conversation. */
import { callbacks, parkedConferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { OutsideError } from '../../errors.ts';
import { digitsTwiml } from '../../rules/calls/twiml.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { findConversation, markConversationSynced, takeConversationDigits } from '../../../sql/calls/conversations.ts';
import { isGuestLeg, lockLeg, type LegRow } from '../../../sql/calls/legs.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { callById, callByUuid } from '../../../sql/calls/progress.ts';

/** The conference at the carrier in which the agent of a call is, and the agent's leg. */
type Conference = { sid: string; call: CallRow & { callSid: string }; agentLeg: LegRow & { callSid: string } };

/** Returns undefined if the call has ended, or if the agent of the call is not in a conference. */
async function conferenceOf(ctx: Context, callId: number): Promise<Conference | undefined> {
  const call = await callById(ctx.sql, callId);
  if (!call?.live || call.agentId === null || call.callSid === null) return undefined;
  const agentLeg = await findOpenParkedLeg(ctx.sql, call.agentId);
  if (!agentLeg?.callSid) return undefined;
  // The report about the conference may have been lost. The carrier lists the newest conference first.
  const sid = agentLeg.conferenceSid ?? (await ctx.carrier.listConferenceSids(parkedConferenceName(agentLeg.uuid)))[0];
  return sid ? { sid, call: call as Conference['call'], agentLeg: agentLeg as Conference['agentLeg'] } : undefined;
}

/**
 * Tells the carrier who is on hold or muted, and whether the recording is paused. Each request states the whole wish, so a
 * repeated request does no harm.
 */
export async function syncConversation(ctx: Context, callId: number): Promise<void> {
  const wish = await findConversation(ctx.sql, callId);
  if (!wish?.changesDue) return;
  const conference = await conferenceOf(ctx, callId);
  if (conference) {
    const { sid, call, agentLeg } = conference;
    if (wish.held !== null) await ctx.carrier.updateParticipant(sid, call.callSid, { hold: wish.held });
    if (wish.agentMuted !== null)
      await ctx.carrier.updateParticipant(sid, agentLeg.callSid, { muted: wish.agentMuted });
  }
  const call = await callById(ctx.sql, callId);
  if (wish.recordingPaused !== null && call?.live && call.callSid)
    await ctx.carrier.pauseRecording(call.callSid, wish.recordingPaused);
  await markConversationSynced(ctx.sql, callId, wish.version);
}

/**
 * Plays the keys that the agent pressed to the called person. An earlier wish reaches the carrier first, so that a person
 * who is taken off hold hears the keys. If the carrier refuses, the keys are dropped: later keys must not bring them along.
 */
export async function playDigits(ctx: Context, callId: number): Promise<void> {
  await syncConversation(ctx, callId);
  const conference = await conferenceOf(ctx, callId);
  if (!conference) return;
  const { sid, call } = conference;
  try {
    await ctx.carrier.updateParticipant(sid, call.callSid, { announceUrl: callbacks.digits(ctx.config, call.uuid) });
  } catch (error) {
    await takeConversationDigits(ctx.sql, callId);
    throw error;
  }
}

/** Returns the TwiML of the keys that were pressed since the last request. Keys that are pressed fast come together. */
export async function digitsOfCall(
  { sql }: Context,
  { callUuid, callSid }: { callUuid: string; callSid: string },
): Promise<string> {
  const call = await callByUuid(sql, callUuid, callSid);
  return digitsTwiml(call?.live ? await takeConversationDigits(sql, call.id) : '');
}

/**
 * Tells the carrier how a supervisor takes part, or hangs up a guest.
 *
 * @throws OutsideError while the leg to hang up is being placed and has no id of the carrier, so that the job runs again
 */
export async function syncGuest(ctx: Context, legId: number, hangUp: boolean): Promise<void> {
  const leg = await lockLeg(ctx.sql, legId);
  if (!leg?.live || !isGuestLeg(leg)) return;
  if (!leg.callSid) {
    if (hangUp)
      throw new OutsideError('The leg of the guest is being placed. The job hangs it up in its next attempt.');
    return;
  }
  if (hangUp) return ctx.carrier.hangUp(leg.callSid);
  const conference = leg.monitorMode === null ? undefined : await conferenceOf(ctx, leg.callId);
  if (!conference) return;
  const isWhisper = leg.monitorMode === 'whisper';
  await ctx.carrier.updateParticipant(conference.sid, leg.callSid, {
    muted: leg.monitorMode === 'listen',
    coaching: isWhisper,
    ...(isWhisper && { callSidToCoach: conference.agentLeg.callSid }),
  });
}
