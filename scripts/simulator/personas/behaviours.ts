/** The persona of a leg: from a behaviour for its number, from a sentinel number, or drawn from the persona mix. */
import { z } from 'zod';
import type { Carrier } from '../carrier/state.ts';
import { LIMITS } from '../limits.ts';
import { createRandom } from '../random.ts';
import { type Persona, createPersona, drawPersona, personaSchema } from './personas.ts';
import { sentinelPersona } from './sentinels.ts';
import type { Behaviour } from './state.ts';

/** A behaviour for one number (`number`), or for all numbers that a regular expression matches (`match`). */
export const behaviourSchema = z
  .object({
    number: z.string().max(200).optional(),
    match: z.string().max(200).optional(),
    /** Applies to this many legs; absent: to all legs. */
    nextCalls: z.number().int().min(1).optional(),
    /** With `kind`: a new persona of that kind. Without `kind`: changes to the persona that the number already has. */
    persona: personaSchema.partial(),
  })
  .refine((rule) => (rule.number === undefined) !== (rule.match === undefined), 'give either number or match');

export type BehaviourInput = z.input<typeof behaviourSchema>;

/** @throws RangeError above the limit of behaviours; SyntaxError for an invalid regular expression. */
export function addBehaviours(carrier: Carrier, inputs: BehaviourInput[]): void {
  const behaviours = inputs.map((input): Behaviour => {
    const rule = behaviourSchema.parse(input);
    const pattern = rule.match === undefined ? null : new RegExp(rule.match);
    const matches = (number: string) => (pattern ? pattern.test(number) : number === rule.number);
    return { matches, callsLeft: rule.nextCalls ?? Infinity, persona: rule.persona };
  });
  if (carrier.behaviours.length + behaviours.length > LIMITS.behavioursMax)
    throw new RangeError(`too many behaviours: the simulator keeps at most ${LIMITS.behavioursMax}`);
  carrier.behaviours.unshift(...behaviours);
}

/** The mix gives every caller of an inbound call a human persona. The newest matching behaviour wins over the mix. */
export function assignPersona(
  carrier: Carrier,
  number: string,
  isInboundCaller: boolean,
): { persona: Persona; attempt: number } {
  const attempt = countAttempt(carrier, number);
  const random = createRandom(carrier.seed, number, attempt);
  const mix = isInboundCaller ? { ...carrier.mix, shares: { human: 1 } } : carrier.mix;
  const usualPersona = sentinelPersona(number, random) ?? drawPersona(mix, random);
  const behaviour = carrier.behaviours.find(({ callsLeft, matches }) => callsLeft > 0 && matches(number));
  if (!behaviour) return { persona: usualPersona, attempt };
  behaviour.callsLeft -= 1;
  if (behaviour.callsLeft === 0) carrier.behaviours.splice(carrier.behaviours.indexOf(behaviour), 1);
  const changes = { name: 'scripted', ...behaviour.persona };
  const persona = changes.kind ? createPersona(changes.kind, changes) : { ...usualPersona, ...changes };
  return { persona, attempt };
}

/** Counts a leg of the far-end number and returns the count, from 1. */
function countAttempt({ attemptsByNumber }: Carrier, number: string): number {
  const attempt = (attemptsByNumber.get(number) ?? 0) + 1;
  // Deleting first moves the number to the end, so that the first number is the one that was used least recently.
  attemptsByNumber.delete(number);
  attemptsByNumber.set(number, attempt);
  if (attemptsByNumber.size > LIMITS.numbersSeenMax) {
    const [oldest] = attemptsByNumber.keys();
    if (oldest !== undefined) attemptsByNumber.delete(oldest);
  }
  return attempt;
}
