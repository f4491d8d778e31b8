/**
 * Personas: the person or machine at the far end of a leg, and its actions. A persona is drawn completely before the
 * leg rings, so the persona depends only on the seed, the number and the attempt.
 */
import { z } from 'zod';
import type { Random } from '../random.ts';

const seconds = z.number().min(0).max(86_400);

export const personaSchema = z.object({
  /** The origin of the persona, for example `mix:human`. The ledger shows the name. */
  name: z.string().max(60),
  kind: z.enum(['human', 'machine', 'fax', 'busy', 'no-answer', 'failed']),
  /** Seconds from dialling until the answer, the busy tone or the failure. */
  ringSeconds: seconds,
  /**
   * Seconds for which the far end talks with another party before it hangs up; null if it talks until the other party
   * hangs up.
   */
  talkSeconds: seconds.nullable(),
  /**
   * Seconds for which the far end waits alone (silence, ringing, an empty conference, hold) before it hangs up; null if
   * it waits for ever.
   */
  patienceSeconds: seconds.nullable(),
  /** Seconds from the answer until the far end hangs up, whatever happens; null if there is no such limit. */
  hangUpAfterSeconds: seconds.nullable(),
  /** Seconds of a machine's greeting. After the greeting comes a beep if `beep` is true, otherwise silence. */
  greetingSeconds: seconds,
  beep: z.boolean(),
  /**
   * What answering-machine detection reports. For a machine, a result `machine_end_*` comes at the end of the greeting.
   */
  heardAs: z.enum(['human', 'machine', 'fax', 'unknown']),
  /** Seconds from the answer until any other result of answering-machine detection. */
  detectionSeconds: seconds,
  /**
   * The keys that the far end presses: the first entry during the first <Gather>, `afterSeconds` after the start of the
   * <Gather>, the second entry during the second <Gather>, and so on.
   */
  keys: z.array(z.object({ digits: z.string().regex(/^[0-9*#]{1,32}$/), afterSeconds: seconds })).max(20),
  /** Seconds for which the far end speaks into a <Record>; 0 means silence. */
  speechSeconds: seconds,
  /** Seconds from the end of the leg until its price is known; null if the price never becomes known. */
  priceDelaySeconds: seconds.nullable(),
  /** The SIP response code (error code of the phone network) of a failed leg. */
  sipResponseCode: z.number().int().min(100).max(699),
});

export type Persona = z.output<typeof personaSchema>;
export type PersonaKind = Persona['kind'];

export type PersonaMix = {
  /** Relative shares of the kinds of personas. The sum of the shares need not be 1. */
  shares: Partial<Record<PersonaKind, number>>;
  ringSecondsMin: number;
  /** Mean of the log-normal time that is added to `ringSecondsMin`. */
  ringSecondsMean: number;
  talkSecondsMean: number;
  patienceSecondsMin: number;
  patienceSecondsMean: number;
  greetingSecondsMean: number;
  priceDelaySeconds: { min: number; max: number };
};

export const DEFAULT_MIX: PersonaMix = {
  shares: { human: 0.35, machine: 0.2, 'no-answer': 0.3, busy: 0.1, failed: 0.05 },
  ringSecondsMin: 2,
  ringSecondsMean: 10,
  talkSecondsMean: 120,
  patienceSecondsMin: 30,
  patienceSecondsMean: 30,
  greetingSecondsMean: 9,
  priceDelaySeconds: { min: 10, max: 60 },
};

/** The name of the persona of an address `client:…`: a registered browser decides what happens. */
export const BROWSER_PERSONA = 'browser';

/** Seconds after the greeting until a voicemail machine hangs up. */
const MAILBOX_SECONDS = 120;
const RING_SIGMA = 0.6;
const TALK_SIGMA = 0.9;
const PATIENCE_SIGMA = 0.5;
const GREETING_SIGMA = 0.4;

/**
 * Draws a persona. All values are drawn in a fixed order for every kind, so the kind does not change the other values.
 */
export function drawPersona(mix: PersonaMix, random: Random): Persona {
  const kind = pickKind(mix.shares, random.uniform());
  const ringSeconds = mix.ringSecondsMin + random.logNormal(mix.ringSecondsMean, RING_SIGMA);
  const talkSeconds = random.logNormal(mix.talkSecondsMean, TALK_SIGMA);
  const patienceSeconds = mix.patienceSecondsMin + random.logNormal(mix.patienceSecondsMean, PATIENCE_SIGMA);
  const greetingSeconds = random.logNormal(mix.greetingSecondsMean, GREETING_SIGMA);
  const detectionSeconds = random.between(1.5, 4);
  const beep = random.uniform() < 0.9;
  const speechSeconds = random.between(5, 20);
  const priceDelaySeconds = random.between(mix.priceDelaySeconds.min, mix.priceDelaySeconds.max);
  return createPersona(kind, {
    name: `mix:${kind}`,
    ringSeconds,
    greetingSeconds,
    detectionSeconds,
    beep,
    priceDelaySeconds,
    ...(kind === 'human' && { talkSeconds, patienceSeconds, speechSeconds }),
  });
}

/** Creates a persona of the given kind. The fields in `changes` override the default values. */
export function createPersona(kind: PersonaKind, changes: Partial<Persona> = {}): Persona {
  const persona: Persona = {
    name: kind,
    ringSeconds: 3,
    talkSeconds: null,
    patienceSeconds: null,
    hangUpAfterSeconds: null,
    greetingSeconds: 8,
    beep: true,
    heardAs: kind === 'machine' || kind === 'fax' ? kind : 'human',
    detectionSeconds: 2,
    keys: [],
    speechSeconds: 8,
    priceDelaySeconds: 20,
    sipResponseCode: 404,
    ...changes,
    kind,
  };
  if (kind === 'machine') persona.hangUpAfterSeconds ??= persona.greetingSeconds + MAILBOX_SECONDS;
  return persona;
}

function pickKind(shares: PersonaMix['shares'], draw: number): PersonaKind {
  const entries = Object.entries(shares) as [PersonaKind, number][];
  let left = draw * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [kind, share] of entries) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'no-answer';
}
