import type { Persona } from './personas.ts';

/** A script for the next `callsLeft` legs whose far-end number `matches`. */
export type Behaviour = { matches: (number: string) => boolean; callsLeft: number; persona: Partial<Persona> };
