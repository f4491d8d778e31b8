/**
 * Who is at the far end of a leg and what they do there. A persona is fully drawn before the leg rings, so that its
 * outcome depends on nothing but seed, number and attempt.
 */
import { z } from 'zod';
import type { Random } from './random.ts';

const seconds = z.number().min(0).max(86_400);

export const personaSchema = z.object({
  /** Where the persona comes from, for the reader of the ledger. */
  name: z.string().max(60),
  kind: z.enum(['human', 'machine', 'fax', 'busy', 'no-answer', 'failed']),
  /** From the start of dialling to the answer, the busy tone or the failure. */
  ringSeconds: seconds,
  /** Conversation with another party before hanging up; null: until the other side ends. */
  talkSeconds: seconds.nullable(),
  /** Waiting alone (silence, ringing, an empty conference, hold) before hanging up; null: for ever. */
  patienceSeconds: seconds.nullable(),
  /** Hangs up this long after answering whatever happens; null: never. */
  hangUpAfterSeconds: seconds.nullable(),
  /** A machine's greeting, after which `beep` or silence. */
  greetingSeconds: seconds,
  beep: z.boolean(),
  /** What machine detection hears, and after how long (a machine's end is heard when its greeting ends). */
  heardAs: z.enum(['human', 'machine', 'fax', 'unknown']),
  detectionSeconds: seconds,
  /** Keys pressed: one entry for each <Gather> in turn, so long after it begins. */
  keys: z.array(z.object({ digits: z.string().regex(/^[0-9*#]{1,32}$/), afterSeconds: seconds })).max(20),
  /** What the party says into a <Record>; 0: silence. */
  speechSeconds: seconds,
  /** From the end of the leg until its price is known; null: never. */
  priceDelaySeconds: seconds.nullable(),
  /** With which a failed leg fails. */
  sipResponseCode: z.number().int().min(100).max(699),
});

export type Persona = z.output<typeof personaSchema>;
export type PersonaKind = Persona['kind'];

export type PersonaMix = {
  /** Shares of the kinds; need not sum to 1. */
  shares: Partial<Record<PersonaKind, number>>;
  ringSecondsMin: number;
  /** Mean of the log-normal part on top of the minimum. */
  ringSecondsMean: number;
  talkSecondsMean: number;
  patienceSecondsMin: number;
  patienceSecondsMean: number;
  greetingSecondsMean: number;
  priceDelaySeconds: { min: number; max: number };
};

export const defaultMix: PersonaMix = {
  shares: { human: 0.35, machine: 0.2, 'no-answer': 0.3, busy: 0.1, failed: 0.05 },
  ringSecondsMin: 2,
  ringSecondsMean: 10,
  talkSecondsMean: 120,
  patienceSecondsMin: 30,
  patienceSecondsMean: 30,
  greetingSecondsMean: 9,
  priceDelaySeconds: { min: 10, max: 60 },
};

/** A voice mailbox stops recording and hangs up this long after its beep. */
const mailboxSeconds = 120;
const ringSigma = 0.6;
const talkSigma = 0.9;
const patienceSigma = 0.5;
const greetingSigma = 0.4;

/** Draws every quantity in a fixed order whatever the kind, so that scripting one field leaves the others as they were. */
export function drawPersona(mix: PersonaMix, random: Random): Persona {
  const kind = pick(mix.shares, random.uniform());
  const ringSeconds = mix.ringSecondsMin + random.logNormal(mix.ringSecondsMean, ringSigma);
  const talkSeconds = random.logNormal(mix.talkSecondsMean, talkSigma);
  const patienceSeconds = mix.patienceSecondsMin + random.logNormal(mix.patienceSecondsMean, patienceSigma);
  const greetingSeconds = random.logNormal(mix.greetingSecondsMean, greetingSigma);
  const detectionSeconds = random.between(1.5, 4);
  const beep = random.uniform() < 0.9;
  const speechSeconds = random.between(5, 20);
  const priceDelaySeconds = random.between(mix.priceDelaySeconds.min, mix.priceDelaySeconds.max);
  return personaOf(kind, {
    name: `mix:${kind}`,
    ringSeconds,
    greetingSeconds,
    detectionSeconds,
    beep,
    priceDelaySeconds,
    ...(kind === 'human' && { talkSeconds, patienceSeconds, speechSeconds }),
  });
}

/** A persona of this kind with plain habits, changed as given. */
export function personaOf(kind: PersonaKind, changes: Partial<Persona> = {}): Persona {
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
  if (kind === 'machine') persona.hangUpAfterSeconds ??= persona.greetingSeconds + mailboxSeconds;
  return persona;
}

function pick(shares: PersonaMix['shares'], draw: number): PersonaKind {
  const entries = Object.entries(shares) as [PersonaKind, number][];
  let left = draw * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [kind, share] of entries) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'no-answer';
}
