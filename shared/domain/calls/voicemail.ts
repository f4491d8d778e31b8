/** Voicemail drop: plays the message of the campaign to an answering machine. */
import { lockCallByUuid, markMessageLeft } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Sql } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { isAfterGreeting } from '../../rules/calls/answering-machine.ts';
import { hangUpTwiml, voicemailTwiml } from '../../rules/calls/twiml.ts';
import { isOwnUrl } from '../../rules/values/own-url.ts';
import { transaction } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { releaseAgentFromMachine } from './wrap-up.ts';

/**
 * Returns the TwiML of the voicemail message if the campaign has a message and the greeting of the machine is over, and
 * stores in the call that a message is left. Otherwise returns the TwiML that hangs up. A fax machine gets no message.
 */
export async function answeringMachineTwiml(
  { config }: Pick<Context, 'config'>,
  sql: Sql,
  { callUuid, answeredBy, campaign }: { callUuid: string; answeredBy: string; campaign: DialingCampaign },
): Promise<string> {
  const message = campaign.voicemailMessageUrl;
  if (!message || !isAfterGreeting(answeredBy) || isOwnUrl(message, config.publicBaseUrl)) return hangUpTwiml();
  await markMessageLeft(sql, callUuid);
  return voicemailTwiml(message);
}

/** Returns the TwiML for a connected call if the detection found later that a machine had answered. */
export async function dropVoicemail(
  ctx: Context,
  { callUuid, callSid }: { callUuid: string; callSid: string },
): Promise<string> {
  return transaction(ctx, async (tx) => {
    const call = await lockCallByUuid(tx.sql, callUuid, callSid);
    const campaign = call?.campaignId ? await findDialingCampaign(tx.sql, call.campaignId) : undefined;
    if (!call?.live || !call.answeredBy || !campaign) return hangUpTwiml();
    await releaseAgentFromMachine(tx, call);
    return answeringMachineTwiml(ctx, tx.sql, { callUuid, answeredBy: call.answeredBy, campaign });
  });
}
