import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_MIX, drawPersona, type PersonaKind } from '../../../../scripts/simulator/personas/personas.ts';
import { createRandom } from '../../../../scripts/simulator/random.ts';

const draw = (seed: number, number: string, attempt: number) =>
  drawPersona(DEFAULT_MIX, createRandom(seed, number, attempt));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a persona depends on the seed, the number and the attempt', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), fc.nat(), (seed, number, attempt) => {
      const persona = draw(seed, number, attempt);
      expect(draw(seed, number, attempt)).toEqual(persona);
      expect(draw(seed, number, attempt + 1)).not.toEqual(persona);
      expect(persona.ringSeconds).toBeGreaterThan(DEFAULT_MIX.ringSecondsMin);
    }),
  );
});

test('drawn personas have the shares and the mean times of the mix', () => {
  const personas = Array.from({ length: 20_000 }, (_, i) => drawPersona(DEFAULT_MIX, createRandom(1, 'mix', i)));
  const share = (kind: PersonaKind) => personas.filter((persona) => persona.kind === kind).length / personas.length;
  for (const [kind, expected] of Object.entries(DEFAULT_MIX.shares))
    expect(share(kind as PersonaKind)).toBeCloseTo(expected, 1.5);
  expect(mean(personas.map(({ ringSeconds }) => ringSeconds))).toBeCloseTo(12, 0);
  const talkSeconds = personas.flatMap(({ kind, talkSeconds: seconds }) =>
    kind === 'human' && seconds !== null ? [seconds] : [],
  );
  expect(Math.abs(mean(talkSeconds) - 120)).toBeLessThan(8);
});
