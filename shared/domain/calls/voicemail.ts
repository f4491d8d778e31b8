/** Voicemail drop: plays the message of the campaign to an answering machine. */
import { lockCallByUuid } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Context } from '../../context.ts';
import { isAfterGreeting } from '../../rules/calls/answering-machine.ts';
import { hangUpTwiml, voicemailTwiml } from '../../rules/calls/twiml.ts';
import { transaction } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';

/**
 * Returns the TwiML of the voicemail message if the campaign has a message and the greeting of the machine is over.
 * Otherwise returns the TwiML that hangs up.
 */
export function answeringMachineTwiml(answeredBy: string, campaign: DialingCampaign): string {
  const message = campaign.voicemailMessageUrl;
  return message && isAfterGreeting(answeredBy) ? voicemailTwiml(message) : hangUpTwiml();
}

/** Returns the TwiML for a connected call if the detection found later that a machine had answered. */
export async function dropVoicemail(ctx: Context, { callUuid }: { callUuid: string }): Promise<string> {
  return transaction(ctx, async ({ sql }) => {
    const call = await lockCallByUuid(sql, callUuid);
    const campaign = call?.campaignId ? await findDialingCampaign(sql, call.campaignId) : undefined;
    return call?.live && call.answeredBy && campaign ? answeringMachineTwiml(call.answeredBy, campaign) : hangUpTwiml();
  });
}
