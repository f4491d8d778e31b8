/**
 * Sentinel numbers: phone numbers with a fixed persona (person or machine at the far end). The table shows the last
 * four digits after +1 415 555 (California) and +1 671 555 (Guam). NN stands for the last two digits, as seconds.
 *
 * | number  | persona                                                                                   |
 * |---------|-------------------------------------------------------------------------------------------|
 * | 77xx    | human who hangs up 0.5 s after the answer, before the detection result                    |
 * | 78xx    | human; machine detection reports `unknown`                                                |
 * | 79NN    | human who answers after 2 s and hangs up NN s after the answer, whatever happens          |
 * | 80NN    | human who answers after 2 s, talks NN s, then hangs up; 8000: talks without limit         |
 * | 81NN    | human who answers after NN s (8100: 1 s) and stays until the other party hangs up         |
 * | 82xx    | busy after 2 s                                                                            |
 * | 83xx    | no answer                                                                                 |
 * | 84xx    | unreachable: fails at once (SIP 404)                                                      |
 * | 85NN    | voice mail: greeting of NN s (8500: 8 s), then a beep                                     |
 * | 86NN    | voice mail: greeting of NN s (8600: 8 s), then silence without a beep                     |
 * | 87xx    | fax                                                                                       |
 * | 88NN    | human who hangs up after NN s of waiting alone (8800: 1 s)                                |
 * | 89xD    | human who presses the key D 3 s after the start of the first <Gather>                     |
 * | 9000-9999 | an agent: answers within 2 s and stays until the other party hangs up                   |
 *
 * In London, +44 20 7946 08NN is a human like 80NN. At every hour it is daytime in California, Guam or London.
 *
 * For every other number, the persona is drawn from the persona mix.
 */
import { createPersona, type Persona } from './personas.ts';
import type { Random } from '../random.ts';

const SENTINEL_NUMBER = /^(?:\+1(?:415|671)555|\+44207946(?=08))(\d{2})(\d)(\d)$/;

/** Returns the persona of a sentinel number; null for any other number. */
export function sentinelPersona(number: string, random: Random): Persona | null {
  const parts = SENTINEL_NUMBER.exec(number);
  if (!parts) return null;
  const series = Number(parts[1]);
  const nn = Number(`${parts[2]}${parts[3]}`);
  if (series >= 90) return createPersona('human', { name: 'agent', ringSeconds: random.between(0.5, 1.8) });
  const persona = PERSONAS_BY_SERIES[series]?.(nn, parts[3] ?? '');
  return persona ? { ...persona, name: `sentinel:${series}` } : null;
}

const talkingHuman = (nn: number) =>
  createPersona('human', { ringSeconds: 2, talkSeconds: nn || null, patienceSeconds: 60 });

const PERSONAS_BY_SERIES: Record<number, (nn: number, lastDigit: string) => Persona> = {
  77: () => createPersona('human', { ringSeconds: 2, hangUpAfterSeconds: 0.5 }),
  78: () => createPersona('human', { ringSeconds: 2, heardAs: 'unknown', detectionSeconds: 5 }),
  79: (nn) => createPersona('human', { ringSeconds: 2, hangUpAfterSeconds: nn }),
  8: talkingHuman,
  80: talkingHuman,
  81: (nn) => createPersona('human', { ringSeconds: nn || 1 }),
  82: () => createPersona('busy', { ringSeconds: 2 }),
  83: () => createPersona('no-answer'),
  84: () => createPersona('failed', { ringSeconds: 0.5 }),
  85: (nn) => createPersona('machine', { greetingSeconds: nn || 8 }),
  86: (nn) => createPersona('machine', { greetingSeconds: nn || 8, beep: false }),
  87: () => createPersona('fax', { hangUpAfterSeconds: 60 }),
  88: (nn) => createPersona('human', { ringSeconds: 2, patienceSeconds: nn || 1 }),
  89: (_nn, lastDigit) => createPersona('human', { ringSeconds: 2, keys: [{ digits: lastDigit, afterSeconds: 3 }] }),
};
