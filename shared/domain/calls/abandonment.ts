/** Abandoned calls: a person answered, and no agent was free in time. The law requires a recorded message. */
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCallByUuid, markCallAbandoned } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { abandonmentTwiml, hangUpTwiml } from '../../rules/calls/twiml.ts';
import { transaction } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { recordPacingEvent } from '../pacing/pacing-events.ts';

/**
 * Marks a call as abandoned and returns the TwiML of the abandonment message. If the phone of the last agent does not
 * answer, the job `call.redirect` sends the call here, and the carrier requests the same TwiML.
 */
export async function abandonCall(
  ctx: Context,
  { callUuid, callSid }: { callUuid: string; callSid: string },
): Promise<string> {
  return transaction(ctx, async (tx) => {
    const call = await lockCallByUuid(tx.sql, callUuid, callSid);
    const campaign = call?.campaignId ? await findDialingCampaign(tx.sql, call.campaignId) : undefined;
    if (!call?.live || !campaign) return hangUpTwiml();
    await markCallAbandoned(tx.sql, call.id);
    const isFirst = await insertCallEvent(tx.sql, call, {
      event: 'abandoned',
      message: 'No agent was free within two seconds, so the abandonment message was played',
      sourceKey: 'abandoned',
    });
    const atSeconds = (await databaseNow(tx.sql)).getTime() / 1000;
    if (isFirst) await recordPacingEvent(tx, call.campaignId, { kind: 'abandoned', atSeconds });
    const seller = { name: campaign.sellerName, phone: campaign.callbackNumber ?? call.fromNumber };
    return abandonmentTwiml(seller, callbacks.optOut(ctx.config, call.uuid));
  });
}
