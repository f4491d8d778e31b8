/**
 * Assigns a persona to a leg: from a behaviour for the leg's number, from a sentinel number, or drawn from the persona
 * mix.
 */
import { z } from 'zod';
import type { Carrier } from '../carrier/state.ts';
import { LIMITS } from '../limits.ts';
import { createRandom } from '../random.ts';
import { BROWSER_PERSONA, type Persona, createPersona, drawPersona, personaSchema } from './personas.ts';
import { sentinelPersona } from './sentinels.ts';
import type { Behaviour } from './state.ts';

/**
 * A behaviour sets the persona of one phone number (`number`), or of all numbers that a regular expression matches
 * (`match`).
 */
export const behaviourSchema = z
  .object({
    number: z.string().max(200).optional(),
    match: z.string().max(200).optional(),
    /** The behaviour applies to the next `nextCalls` legs. If absent, the behaviour applies to all legs. */
    nextCalls: z.number().int().min(1).optional(),
    /**
     * If `kind` is present, the leg gets a new persona of that kind. Otherwise the fields change the persona that the
     * number already has.
     */
    persona: personaSchema.partial(),
  })
  .refine((rule) => (rule.number === undefined) !== (rule.match === undefined), 'give either number or match');

export type BehaviourInput = z.input<typeof behaviourSchema>;

/**
 * Adds behaviours.
 *
 * @throws RangeError if there would be too many behaviours; SyntaxError if a regular expression is invalid.
 */
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

/**
 * Returns the persona of a new leg. The newest matching behaviour wins over the persona mix. For a caller of an inbound
 * call, the mix gives only humans.
 */
export function assignPersona(
  carrier: Carrier,
  number: string,
  isInboundCaller: boolean,
): { persona: Persona; attempt: number } {
  const attempt = countAttempt(carrier, number);
  const random = createRandom(carrier.seed, number, attempt);
  const mix = isInboundCaller ? { ...carrier.mix, shares: { human: 1 } } : carrier.mix;
  const usualPersona = number.startsWith('client:')
    ? createPersona('human', { name: BROWSER_PERSONA })
    : (sentinelPersona(number, random) ?? drawPersona(mix, random));
  const behaviour = carrier.behaviours.find(({ callsLeft, matches }) => callsLeft > 0 && matches(number));
  if (!behaviour) return { persona: usualPersona, attempt };
  behaviour.callsLeft -= 1;
  if (behaviour.callsLeft === 0) carrier.behaviours.splice(carrier.behaviours.indexOf(behaviour), 1);
  const changes = { name: 'scripted', ...behaviour.persona };
  const persona = changes.kind ? createPersona(changes.kind, changes) : { ...usualPersona, ...changes };
  return { persona, attempt };
}

/** Counts a new leg of the far-end number and returns the number of legs so far, including the new leg. */
function countAttempt({ attemptsByNumber }: Carrier, number: string): number {
  const attempt = (attemptsByNumber.get(number) ?? 0) + 1;
  // A Map keeps the order of insertion. The deletion moves the number to the end, so the first number in the Map is the
  // least recently used.
  attemptsByNumber.delete(number);
  attemptsByNumber.set(number, attempt);
  if (attemptsByNumber.size > LIMITS.numbersSeenMax) {
    const [oldest] = attemptsByNumber.keys();
    if (oldest !== undefined) attemptsByNumber.delete(oldest);
  }
  return attempt;
}
