import { expect, test } from 'vitest';
import { outcomeOf } from '../../../../shared/rules/calls/outcome.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 13, 20) + 1000 * seconds);
const call = {
  live: false,
  direction: 'outbound' as const,
  status: 'completed' as const,
  externallyLogged: false,
  answeredBy: null,
  answerTime: at(0),
  greetingEndedAt: null,
  connectedAt: null,
  abandonedAt: null,
  endTime: at(30),
  messageLeftAt: null,
  hangupCause: null,
};

test.each([
  [{ connectedAt: at(1) }, 'answered'],
  [{ endTime: at(0.5) }, 'hung_up_early'],
  [{ answerTime: null, endTime: at(0.5) }, 'no_answer'],
  [{ direction: 'inbound' as const, endTime: at(0.5) }, 'no_answer'],
  [{}, 'abandoned'],
  [{ answeredBy: 'machine_end_beep', messageLeftAt: at(9) }, 'message_left'],
  [{ answeredBy: 'machine_start' }, 'machine_no_message'],
  [{ answeredBy: 'fax' }, 'fax'],
  [{ status: 'busy' as const }, 'busy'],
  [{ status: 'failed' as const }, 'failed'],
  [{ status: 'failed' as const, hangupCause: 'carrier_21211' }, 'number_invalid'],
  [{ status: 'canceled' as const }, 'cancelled'],
  [{ live: true }, null],
])('%j is %s', (fields, outcome) => {
  expect(outcomeOf({ ...call, ...fields })).toBe(outcome);
});
