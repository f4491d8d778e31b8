import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_MIX, drawPersona, type PersonaKind } from '../../../scripts/simulator/personas/personas.ts';
import { createRandom } from '../../../scripts/simulator/random.ts';
import { sentinelPersona } from '../../../scripts/simulator/personas/sentinels.ts';
import { eventually, startWorld } from '../helpers/world.ts';

const from = '+14155551234';
const numbers = Array.from({ length: 30 }, (_, i) => `+1202555${String(1000 + i)}`);

const draw = (seed: number, number: string, attempt: number) =>
  drawPersona(DEFAULT_MIX, createRandom(seed, number, attempt));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What becomes of each number's two calls, without the times, which depend on the machine. */
async function outcomes(seed: number, order: readonly string[]) {
  await using world = await startWorld({ seed });
  for (const to of [...order, ...order])
    await world.client.calls.create({
      to,
      from,
      twiml: '<Response><Say>Hello there</Say></Response>',
      machineDetection: 'Enable',
      timeout: 30,
    });
  const calls = await eventually(() => {
    const { calls: all } = world.simulator.ledger();
    return all.every(({ endedAt }) => endedAt) && all;
  });
  return calls
    .map(({ to, attempt, status, answeredBy, persona }) => ({ to, attempt, status, answeredBy, persona }))
    .toSorted((a, b) => a.to.localeCompare(b.to) || a.attempt - b.attempt);
}

test('the same seed gives the same outcomes in any order of arrival, another seed others', async () => {
  const first = await outcomes(7, numbers);
  expect(await outcomes(7, numbers.toReversed())).toEqual(first);
  const other = await outcomes(8, numbers);
  expect(other.map(({ status }) => status)).not.toEqual(first.map(({ status }) => status));
  expect(new Set(first.map(({ status }) => status)).size).toBeGreaterThan(2);
});

test('a persona belongs to seed, number and attempt', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), fc.nat(), (seed, number, attempt) => {
      const persona = draw(seed, number, attempt);
      expect(draw(seed, number, attempt)).toEqual(persona);
      expect(draw(seed, number, attempt + 1)).not.toEqual(persona);
      expect(persona.ringSeconds).toBeGreaterThan(DEFAULT_MIX.ringSecondsMin);
    }),
  );
});

test('the mix comes out in its shares and its times about their means', () => {
  const drawn = Array.from({ length: 20_000 }, (_, i) => drawPersona(DEFAULT_MIX, createRandom(1, 'mix', i)));
  const share = (kind: PersonaKind) => drawn.filter((persona) => persona.kind === kind).length / drawn.length;
  for (const [kind, expected] of Object.entries(DEFAULT_MIX.shares))
    expect(share(kind as PersonaKind)).toBeCloseTo(expected, 1.5);
  expect(mean(drawn.map(({ ringSeconds }) => ringSeconds))).toBeCloseTo(12, 0);
  const talks = drawn.flatMap(({ kind, talkSeconds }) =>
    kind === 'human' && talkSeconds !== null ? [talkSeconds] : [],
  );
  expect(Math.abs(mean(talks) - 120)).toBeLessThan(8);
});

test('randomness is uniform enough', () => {
  const random = createRandom('uniform');
  const buckets = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 50_000; i++) buckets[Math.floor(random.uniform() * 10)]! += 1;
  for (const count of buckets) expect(Math.abs(count - 5_000)).toBeLessThan(300);
});

test('agents answer within two seconds, and ordinary numbers are no sentinels', () => {
  for (let i = 9000; i < 10_000; i += 37) {
    const agent = sentinelPersona(`+1415555${i}`, createRandom(i));
    expect(agent).toMatchObject({ name: 'agent', kind: 'human', talkSeconds: null, patienceSeconds: null });
    expect(agent?.ringSeconds).toBeLessThan(2);
  }
  for (const number of ['+14155551234', '+14155552671', '+1234567890', '+14165558000'])
    expect(sentinelPersona(number, createRandom(1))).toBeNull();
});
