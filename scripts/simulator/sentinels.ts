/**
 * Numbers that always behave the same. In +1 415 555 xxxx (NN = the last two digits, as seconds):
 *
 * | number  | who is there                                                                              |
 * |---------|-------------------------------------------------------------------------------------------|
 * | 77xx    | human who hangs up half a second after answering, before detection has decided            |
 * | 78xx    | human whom machine detection reports as `unknown`                                         |
 * | 79NN    | human who answers after 2 s and hangs up NN s after answering, whatever happens           |
 * | 80NN    | human who answers after 2 s, talks NN s, then hangs up; 8000 talks until the other ends   |
 * | 81NN    | human who answers after NN s (8100: 1 s) and stays until the other side ends              |
 * | 82xx    | busy after 2 s                                                                            |
 * | 83xx    | nobody answers                                                                            |
 * | 84xx    | unreachable: fails at once (SIP 404)                                                      |
 * | 85NN    | voice mail: greeting of NN s (8500: 8 s), then a beep                                     |
 * | 86NN    | voice mail: greeting of NN s (8600: 8 s), then silence without a beep                     |
 * | 87xx    | fax                                                                                       |
 * | 88NN    | human who hangs up after NN s of waiting alone (8800: 1 s)                                |
 * | 89xD    | human who presses the key D 3 s into the first message that listens                       |
 * | 9000-9999 | an agent: answers within 2 s and stays until the other side ends                        |
 *
 * Every other number follows the persona mix.
 */
import { personaOf, type Persona } from './personas.ts';
import type { Random } from './random.ts';

const block = /^\+1415555(\d{2})(\d)(\d)$/;

/** The persona of a sentinel number, or null for an ordinary one. */
export function sentinelPersona(number: string, random: Random): Persona | null {
  const parts = block.exec(number);
  if (!parts) return null;
  const series = Number(parts[1]);
  const nn = Number(`${parts[2]}${parts[3]}`);
  if (series >= 90) return personaOf('human', { name: 'agent', ringSeconds: random.between(0.5, 1.8) });
  const persona = seriesPersonas[series]?.(nn, parts[3] ?? '');
  return persona ? { ...persona, name: `sentinel:${series}` } : null;
}

const seriesPersonas: Record<number, (nn: number, lastDigit: string) => Persona> = {
  77: () => personaOf('human', { ringSeconds: 2, hangUpAfterSeconds: 0.5 }),
  78: () => personaOf('human', { ringSeconds: 2, heardAs: 'unknown', detectionSeconds: 5 }),
  79: (nn) => personaOf('human', { ringSeconds: 2, hangUpAfterSeconds: nn }),
  80: (nn) => personaOf('human', { ringSeconds: 2, talkSeconds: nn || null, patienceSeconds: 60 }),
  81: (nn) => personaOf('human', { ringSeconds: nn || 1 }),
  82: () => personaOf('busy', { ringSeconds: 2 }),
  83: () => personaOf('no-answer'),
  84: () => personaOf('failed', { ringSeconds: 0.5 }),
  85: (nn) => personaOf('machine', { greetingSeconds: nn || 8 }),
  86: (nn) => personaOf('machine', { greetingSeconds: nn || 8, beep: false }),
  87: () => personaOf('fax', { hangUpAfterSeconds: 60 }),
  88: (nn) => personaOf('human', { ringSeconds: 2, patienceSeconds: nn || 1 }),
  89: (_nn, lastDigit) => personaOf('human', { ringSeconds: 2, keys: [{ digits: lastDigit, afterSeconds: 3 }] }),
};
