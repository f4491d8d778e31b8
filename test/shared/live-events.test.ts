import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventChannel, FIRST_POSITION, isAfter } from '../../shared/live-events.ts';
import { QUEUE_NAMES } from '../../shared/jobs/definition.ts';

const part = fc.oneof(fc.nat(20), fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_020 }));
const id = fc.tuple(part, part);
const text = ([ms, number]: readonly [number, number]) => `${ms}-${number}`;

test('ids are compared as numbers, not as text', () => {
  fc.assert(
    fc.property(id, id, (one, other) => {
      const expected = one[0] === other[0] ? one[1] > other[1] : one[0] > other[0];
      expect(isAfter(text(one), text(other))).toBe(expected);
    }),
  );
  expect(isAfter('10-0', '9-0')).toBe(true);
  expect(isAfter(FIRST_POSITION, FIRST_POSITION)).toBe(false);
});

test('no queue has the name of an event stream', () => {
  const queueKeys = QUEUE_NAMES.map((queue) => `prefix:${queue}:`);
  expect(queueKeys.some((key) => eventChannel('prefix', 1).startsWith(key))).toBe(false);
});
