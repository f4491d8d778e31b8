/** Whose persona a leg gets: what was scripted for the number, else the sentinel's, else a draw from the mix. */
import { z } from 'zod';
import type { Carrier } from './carrier.ts';
import { limits } from './limits.ts';
import { drawPersona, type Persona, personaOf, personaSchema } from './personas.ts';
import { randomOf } from './random.ts';
import { sentinelPersona } from './sentinels.ts';

/** A script for one number (`number`) or for all that a regular expression finds (`match`). */
export const behaviourSchema = z
  .object({
    number: z.string().max(200).optional(),
    match: z.string().max(200).optional(),
    /** Applies to the next so many legs only; absent: to all. */
    nextCalls: z.number().int().min(1).optional(),
    /** With `kind`, a fresh persona of that kind; without, changes to the one the number has anyway. */
    persona: personaSchema.partial(),
  })
  .refine((rule) => (rule.number === undefined) !== (rule.match === undefined), 'give either number or match');

export type BehaviourInput = z.input<typeof behaviourSchema>;
export type Behaviour = { matches: (number: string) => boolean; callsLeft: number; persona: Partial<Persona> };

/** @throws RangeError when the script is full; SyntaxError for a bad regular expression. */
export function scriptBehaviours(carrier: Carrier, inputs: BehaviourInput[]): void {
  const added = inputs.map((input): Behaviour => {
    const rule = behaviourSchema.parse(input);
    const pattern = rule.match === undefined ? null : new RegExp(rule.match);
    const matches = (number: string) => (pattern ? pattern.test(number) : number === rule.number);
    return { matches, callsLeft: rule.nextCalls ?? Infinity, persona: rule.persona };
  });
  if (carrier.behaviours.length + added.length > limits.behavioursMax)
    throw new RangeError(`more than ${limits.behavioursMax} behaviours`);
  carrier.behaviours.unshift(...added);
}

/**
 * Counts a leg with `number` at its far end and draws who is there; the latest script that matches wins. Whoever calls in
 * is human.
 */
export function castPersona(
  carrier: Carrier,
  number: string,
  isCaller: boolean,
): { persona: Persona; ordinal: number } {
  const ordinal = (carrier.attempts.get(number) ?? 0) + 1;
  carrier.attempts.delete(number);
  carrier.attempts.set(number, ordinal);
  if (carrier.attempts.size > limits.numbersSeenMax) {
    const [oldest] = carrier.attempts.keys();
    if (oldest !== undefined) carrier.attempts.delete(oldest);
  }
  const random = randomOf(carrier.seed, number, ordinal);
  const mix = isCaller ? { ...carrier.mix, shares: { human: 1 } } : carrier.mix;
  const usual = sentinelPersona(number, random) ?? drawPersona(mix, random);
  const script = carrier.behaviours.find((rule) => rule.callsLeft > 0 && rule.matches(number));
  if (!script) return { persona: usual, ordinal };
  script.callsLeft -= 1;
  if (script.callsLeft === 0) carrier.behaviours.splice(carrier.behaviours.indexOf(script), 1);
  const scripted = { name: 'scripted', ...script.persona };
  const persona = script.persona.kind ? personaOf(script.persona.kind, scripted) : { ...usual, ...scripted };
  return { persona, ordinal };
}
