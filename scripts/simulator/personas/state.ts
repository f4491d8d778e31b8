import type { Persona } from './personas.ts';

/** A persona for the next `callsLeft` legs whose far-end number `matches` accepts. */
export type Behaviour = { matches: (number: string) => boolean; callsLeft: number; persona: Partial<Persona> };
