import { ABANDON_AFTER_MS } from '../compliance/abandonment.ts';
import { isAnsweringMachine } from './answering-machine.ts';
import type { CallStatus } from './status.ts';

/** How a call ended, in the words of reports and retries. */
export const DISPOSITIONS = ['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'abandoned', 'cancelled'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** The fields of a call that decide its disposition. */
type EndedCall = {
  direction: 'inbound' | 'outbound';
  externallyLogged: boolean;
  answeredBy: string | null;
  answerTime: Date | null;
  bridgeTime: Date | null;
  abandonedAt: Date | null;
};

/** The disposition of a call that ended with this status at this time. */
export function dispositionOf(call: EndedCall, status: CallStatus, endTime: Date): Disposition {
  if (status === 'completed') return completedDispositionOf(call, endTime);
  return UNANSWERED_DISPOSITIONS[status] ?? 'failed';
}

const UNANSWERED_DISPOSITIONS: { [S in CallStatus]?: Disposition } = {
  busy: 'busy',
  'no-answer': 'no_answer',
  canceled: 'cancelled',
};

function completedDispositionOf(call: EndedCall, endTime: Date): Disposition {
  if (isAnsweringMachine(call.answeredBy)) return 'voicemail';
  // We do not know when an externally logged call was bridged: a completed one counts as a conversation.
  if (call.externallyLogged || call.bridgeTime !== null) return 'answered';
  // The caller heard only ringing or a message.
  if (call.direction === 'inbound') return 'no_answer';
  if (call.abandonedAt !== null) return 'abandoned';
  const waitedMs = endTime.getTime() - (call.answerTime ?? endTime).getTime();
  // A person who hung up within the two seconds left before we owed them an agent, so the call was answered.
  return waitedMs >= ABANDON_AFTER_MS ? 'abandoned' : 'answered';
}
