/** Answering machine detection (AMD), and the voicemail message of the campaign for a machine. */
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCallByUuid, markMessageLeft, updateCallProgress } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Context } from '../../context.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { Sql } from '../../../sql/db.ts';
import {
  detectionMsOf,
  greetingEndOf,
  isAfterGreeting,
  isAnsweringMachine,
  mayEndConnection,
} from '../../rules/calls/answering-machine.ts';
import { hangUpTwiml, voicemailTwiml } from '../../rules/calls/twiml.ts';
import { isOwnUrl } from '../../rules/values/own-url.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { recordServed } from './conferences.ts';
import { releaseAgentFromMachine } from './wrap-up.ts';

/**
 * Applies the result of a machine detection that ran while the call was already connected. If a machine answered, the
 * voicemail message is played after the greeting, or the call is hung up. Both release the agent. A conversation under
 * way goes on.
 */
export async function applyMachineDetection(
  tx: Tx,
  call: CallRow,
  params: { AnsweredBy?: string; MachineDetectionDuration?: string },
): Promise<void> {
  const { AnsweredBy: answeredBy = 'unknown' } = params;
  if (isAnsweringMachine(answeredBy) && (await isConversation(tx, call, answeredBy, detectionMsOf(params)))) {
    await insertCallEvent(tx.sql, call, {
      event: 'answered_by_ignored',
      message: `Machine detection: ${answeredBy}. Agent and person already talk, so the conversation goes on`,
      metadata: { answeredBy },
      sourceKey: `amd-${answeredBy}`,
    });
    return;
  }
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(tx.sql, call.campaignId);
  const greetingEndedAt =
    call.answerTime && greetingEndOf(call.answerTime, { answeredBy, durationMs: detectionMsOf(params) }, campaign);
  await updateCallProgress(tx.sql, call.id, { answeredBy, greetingEndedAt: greetingEndedAt ?? undefined });
  await insertCallEvent(tx.sql, call, {
    event: 'answered_by',
    message: `Machine detection: ${answeredBy}`,
    metadata: { answeredBy },
    sourceKey: `amd-${answeredBy}`,
  });
  if (!call.live) return;
  if (!isAnsweringMachine(answeredBy)) return recordServed(tx, call, await databaseNow(tx.sql));
  if (campaign?.voicemailMessageUrl && isAfterGreeting(answeredBy))
    await tx.enqueue('call.redirect', { callId: call.id, to: 'voicemail' }, { id: `${call.id}-voicemail` });
  else await tx.enqueue('call.hangup', { callId: call.id }, { deduplicationKey: String(call.id) });
}

/** Whether agent and person have talked for so long that the result of the detection comes too late. */
async function isConversation(
  { sql }: Tx,
  { connectedAt, answerTime, endTime }: CallRow,
  answeredBy: string,
  detectionMs = 0,
): Promise<boolean> {
  if (connectedAt === null) return false;
  const untilMs = (endTime ?? (await databaseNow(sql))).getTime();
  const detectedMs = (answerTime ?? connectedAt).getTime() + detectionMs;
  return !mayEndConnection(answeredBy, untilMs - connectedAt.getTime(), untilMs - detectedMs);
}

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
