import { ABANDON_AFTER_MS } from '../compliance/abandonment.ts';
import { isAnsweringMachine } from './answering-machine.ts';
import type { CallStatus } from './status.ts';

/** How a call ended. Reports and the rules for retries use these words. */
export const DISPOSITIONS = ['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'abandoned', 'cancelled'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** The fields of a call that decide its disposition. */
type EndedCall = {
  direction: 'inbound' | 'outbound';
  externallyLogged: boolean;
  answeredBy: string | null;
  answerTime: Date | null;
  greetingEndedAt: Date | null;
  connectedAt: Date | null;
  abandonedAt: Date | null;
};

/** Returns the disposition of a call that ended with `status` at `endTime`. */
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
  // We do not know when an externally logged call was bridged, so a completed externally logged call counts as
  // answered.
  if (call.externallyLogged || call.connectedAt !== null) return 'answered';
  // The inbound call was never bridged, so the caller heard only ringing or a message.
  if (call.direction === 'inbound') return 'no_answer';
  if (call.abandonedAt !== null) return 'abandoned';
  // If the person hung up before the two seconds were over, there was neither a conversation nor an abandoned call.
  const waitStart = call.greetingEndedAt ?? call.answerTime;
  return waitStart !== null && endTime.getTime() - waitStart.getTime() >= ABANDON_AFTER_MS ? 'abandoned' : 'no_answer';
}
