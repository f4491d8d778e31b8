/** Answering machine detection (AMD). */
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { updateCallProgress } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import {
  detectionMsOf,
  greetingEndOf,
  isAfterGreeting,
  isAnsweringMachine,
  mayEndConnection,
} from '../../rules/calls/answering-machine.ts';
import type { Tx } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { recordServed } from './conferences.ts';

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
