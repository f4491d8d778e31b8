/** The whisper: what an agent hears about the call before the agent joins the conversation. */
import { findAcceptance } from '../../../sql/agents/availability.ts';
import { lockLiveLegBySid } from '../../../sql/calls/agent-legs.ts';
import { type LegRow, lockLegByUuid, updateLegProgress } from '../../../sql/calls/legs.ts';
import { lockCallByUuid } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { leadDetails } from '../../../sql/leads/leads.ts';
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { acceptCallTwiml, hangUpTwiml, joinAgentTwiml } from '../../rules/calls/twiml.ts';
import { transaction } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { conferenceForCall } from './conferences.ts';

/** Maximum length of the whisper, in milliseconds. */
const WHISPER_MS_MAX = 10_000;

/**
 * Whether the agent was connected with the called person. If the agent's leg and the call both lasted longer than the
 * whisper, the agent was connected. The reason: the TwiML of the leg plays the whisper and then joins the conference,
 * and does nothing else.
 *
 * @param callEndTime the end of the call
 */
export function outlastedWhisper(
  { answerTime, endTime: legEndTime }: Pick<LegRow, 'answerTime' | 'endTime'>,
  callEndTime: Date,
): boolean {
  const untilMs = Math.min(callEndTime.getTime(), legEndTime?.getTime() ?? Infinity);
  return answerTime !== null && untilMs - answerTime.getTime() >= WHISPER_MS_MAX;
}

/**
 * Returns the TwiML for an agent who picked up: the whisper with the name of the lead, then the conference of the call.
 *
 * @param input.legUuid the leg that our own callback URL names; undefined if the callback URL is the URL of the API
 *   document, because that URL names no leg. In that case, `callSid` must be the carrier id of a live leg of this call.
 */
export async function answerAgent(
  ctx: Context,
  input: { callUuid: string; legUuid: string | undefined; callSid: string; digits?: string | undefined },
): Promise<string> {
  return transaction(ctx, async (tx) => {
    const call = await lockCallByUuid(tx.sql, input.callUuid, undefined);
    const campaign = call?.campaignId ? await findDialingCampaign(tx.sql, call.campaignId) : undefined;
    if (!call?.live || !campaign) return hangUpTwiml();
    const { legUuid, callSid } = input;
    const leg = await (legUuid ? lockLegByUuid(tx.sql, legUuid) : lockLiveLegBySid(tx.sql, call.id, callSid));
    if (!leg?.live || leg.callId !== call.id) return hangUpTwiml();
    if ((leg.callSid !== null && leg.callSid !== callSid) || call.agentId !== leg.agentId) return hangUpTwiml();
    if (leg.agentId !== null && !input.digits) {
      const { phoneAcceptance } = await findAcceptance(tx.sql, leg.agentId);
      if (phoneAcceptance === 'key') return acceptCallTwiml(callbacks.agentAnswer(ctx.config, call.uuid, leg.uuid));
    }
    const answerTime = await databaseNow(tx.sql);
    await updateLegProgress(tx.sql, leg.id, { callSid, status: 'in-progress', answerTime });
    const lead = call.leadId === null ? undefined : await leadDetails(tx.sql, call.tenantId, call.leadId);
    const name = [lead?.firstName, lead?.lastName].filter(Boolean).join(' ');
    return joinAgentTwiml(name ? `Call with ${name}` : 'Incoming call', conferenceForCall(ctx, call, campaign));
  });
}
