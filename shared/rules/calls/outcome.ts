/** What happened in a call, more exactly than the documented dispositions say. */
import type { CallRow } from '../../../sql/calls/calls.ts';
import { isInvalidNumberCause } from '../numbers/carrier-errors.ts';
import { type Disposition, DISPOSITIONS, dispositionOf } from './disposition.ts';

/**
 * - `message_left`: a machine answered, and the voicemail message of the campaign began to play.
 * - `machine_no_message`: a machine answered, and no message was left.
 * - `hung_up_early`: a person answered, and hung up before the two seconds of the law were over and before an agent came.
 * - `number_invalid`: the carrier says that no call to the number can succeed.
 *
 * The other words mean the same as the disposition.
 */
export const OUTCOMES = [
  ...DISPOSITIONS.filter((each) => each !== 'voicemail'),
  'message_left',
  'machine_no_message',
  'fax',
  'hung_up_early',
  'number_invalid',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

type Facts = Parameters<typeof dispositionOf>[0] &
  Pick<CallRow, 'status' | 'endTime' | 'messageLeftAt' | 'hangupCause'>;

/**
 * Returns what happened in an ended call. A disposition that a user corrected does not change what happened.
 *
 * @returns null if the call has not ended
 */
export function outcomeOf(call: Facts & { live: boolean }): Outcome | null {
  if (call.live || call.endTime === null) return null;
  return refine(dispositionOf(call, call.status, call.endTime), call);
}

function refine(disposition: Disposition, call: Facts): Outcome {
  if (disposition === 'voicemail') {
    if (call.answeredBy === 'fax') return 'fax';
    return call.messageLeftAt === null ? 'machine_no_message' : 'message_left';
  }
  if (disposition === 'no_answer' && call.direction === 'outbound' && call.answerTime !== null) return 'hung_up_early';
  if (disposition === 'failed' && isInvalidNumberCause(call.hangupCause)) return 'number_invalid';
  return disposition;
}
