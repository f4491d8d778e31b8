import { ABANDON_AFTER_MS } from '../compliance/abandonment.ts';
import { isAnsweringMachine } from './answering-machine.ts';

/** How a call ended, in the words that reports and retries use. */
export type Disposition = 'answered' | 'voicemail' | 'no_answer' | 'busy' | 'failed' | 'abandoned' | 'cancelled';

export type EndedCall = {
  /** Terminal status: the carrier's own word, or `lost` for a call that never came to be. */
  status: string;
  /** Somebody called us, instead of we them. */
  isCaller?: boolean;
  answeredBy: string | null;
  answeredAtMs: number | null;
  bridgedAtMs: number | null;
  /** When the message of an abandoned call began to play. */
  abandonedAtMs: number | null;
  endedAtMs: number;
};

export function dispositionOf(call: EndedCall): Disposition {
  switch (call.status) {
    case 'completed':
      break;
    case 'busy':
      return 'busy';
    case 'no-answer':
      return 'no_answer';
    case 'canceled':
      return 'cancelled';
    default:
      return 'failed';
  }
  if (isAnsweringMachine(call.answeredBy)) return 'voicemail';
  if (call.bridgedAtMs !== null) return 'answered';
  // A caller who heard ringing, or a word of regret, reached nobody.
  if (call.isCaller) return 'no_answer';
  if (call.abandonedAtMs !== null) return 'abandoned';
  const waitedMs = call.endedAtMs - (call.answeredAtMs ?? call.endedAtMs);
  // Who hangs up within the two seconds was answered, and left before we owed them an agent.
  return waitedMs >= ABANDON_AFTER_MS ? 'abandoned' : 'answered';
}
