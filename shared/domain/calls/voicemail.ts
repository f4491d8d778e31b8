/** Voicemail drop: the campaign's message for an answering machine. */
import { lockCallByUuid } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Context } from '../../context.ts';
import { isAfterGreeting } from '../../rules/calls/answering-machine.ts';
import { hangUpTwiml, voicemailTwiml } from '../../rules/calls/twiml.ts';
import { transaction } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';

/** The voicemail message if the campaign has one and the greeting is over; otherwise a hang-up. */
export function answeringMachineTwiml(answeredBy: string, campaign: DialingCampaign): string {
  const message = campaign.voicemailMessageUrl;
  return message && isAfterGreeting(answeredBy) ? voicemailTwiml(message) : hangUpTwiml();
}

/** The TwiML for a connected call that turned out to be answered by a machine. */
export async function dropVoicemail(ctx: Context, { callUuid }: { callUuid: string }): Promise<string> {
  return transaction(ctx, async ({ sql }) => {
    const call = await lockCallByUuid(sql, callUuid);
    const campaign = call?.campaignId ? await findDialingCampaign(sql, call.campaignId) : undefined;
    return call?.live && call.answeredBy && campaign ? answeringMachineTwiml(call.answeredBy, campaign) : hangUpTwiml();
  });
}
