/** Answering machine detection (AMD). */
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { updateCallProgress } from '../../../sql/calls/progress.ts';
import {
  detectionMsOf,
  greetingEndOf,
  isAfterGreeting,
  isAnsweringMachine,
} from '../../rules/calls/answering-machine.ts';
import type { Tx } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';

/**
 * Applies the result of a machine detection that ran while the call was already connected. If a machine answered, the
 * voicemail message is played after the greeting, or the call is hung up. The end of the call releases the agent.
 */
export async function applyMachineDetection(
  tx: Tx,
  call: CallRow,
  params: { AnsweredBy?: string; MachineDetectionDuration?: string },
): Promise<void> {
  const { AnsweredBy: answeredBy = 'unknown' } = params;
  const greetingEndedAt =
    call.answerTime && greetingEndOf(call.answerTime, { answeredBy, durationMs: detectionMsOf(params) });
  await updateCallProgress(tx.sql, call.id, { answeredBy, greetingEndedAt: greetingEndedAt ?? undefined });
  await insertCallEvent(tx.sql, call, {
    event: 'answered_by',
    message: `Machine detection: ${answeredBy}`,
    metadata: { answeredBy },
    sourceKey: `amd-${answeredBy}`,
  });
  if (!call.live || !isAnsweringMachine(answeredBy)) return;
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(tx.sql, call.campaignId);
  if (campaign?.voicemailMessageUrl && isAfterGreeting(answeredBy))
    await tx.enqueue('call.redirect', { callId: call.id, to: 'voicemail' }, { id: `${call.id}-voicemail` });
  else await tx.enqueue('call.hangup', { callId: call.id }, { deduplicationKey: String(call.id) });
}
