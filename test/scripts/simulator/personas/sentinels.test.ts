import { expect, test } from 'vitest';
import { sentinelPersona } from '../../../../scripts/simulator/personas/sentinels.ts';
import { createRandom } from '../../../../scripts/simulator/random.ts';

test('agents answer within 2 s, and other numbers are not sentinel numbers', () => {
  for (let i = 9000; i < 10_000; i += 37) {
    const agent = sentinelPersona(`+1415555${i}`, createRandom(i));
    expect(agent).toMatchObject({ name: 'agent', kind: 'human', talkSeconds: null, patienceSeconds: null });
    expect(agent?.ringSeconds).toBeLessThan(2);
  }
  for (const number of ['+14155551234', '+14155552671', '+1234567890', '+14165558000'])
    expect(sentinelPersona(number, createRandom(1))).toBeNull();
});

test('people in California, Guam and London talk for the seconds that their number ends with', () => {
  for (const number of ['+14155558020', '+16715558020', '+442079460820'])
    expect(sentinelPersona(number, createRandom(1))).toMatchObject({ kind: 'human', talkSeconds: 20 });
});
