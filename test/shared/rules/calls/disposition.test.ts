/** Tests the disposition of outbound calls at the limit of two seconds. */
import { expect, test } from 'vitest';
import { dispositionOf } from '../../../../shared/rules/calls/disposition.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 13, 20) + 1000 * seconds);
const call = {
  direction: 'outbound' as const,
  externallyLogged: false,
  answeredBy: null,
  answerTime: at(0),
  greetingEndedAt: null,
  connectedAt: null,
  abandonedAt: null,
};

test.each([
  ['hung up before two seconds were over', {}, 1.999, 'no_answer'],
  ['hung up after two seconds', {}, 2, 'abandoned'],
  ['hung up after five seconds', {}, 5, 'abandoned'],
  ['hung up within two seconds of the end of the greeting', { greetingEndedAt: at(3) }, 4.9, 'no_answer'],
  ['hung up two seconds after the end of the greeting', { greetingEndedAt: at(3) }, 5, 'abandoned'],
  ['heard the abandonment message', { abandonedAt: at(2) }, 2.1, 'abandoned'],
  ['was connected, however late', { connectedAt: at(12) }, 30, 'answered'],
  ['never answered, although the carrier reports "completed"', { answerTime: null }, 20, 'no_answer'],
])('a person who %s: %j, %d s → %s', (_, fields, endedAfterSeconds, disposition) => {
  expect(dispositionOf({ ...call, ...fields }, 'completed', at(endedAfterSeconds))).toBe(disposition);
});
