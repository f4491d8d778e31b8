/** What a pacer keeps between ticks, and its way back from JSON that may be old, foreign or damaged. */
import { z } from 'zod';
import { ANSWER_MEMORIES } from './answer-share.ts';
import { DURATION_BINS } from './durations.ts';
import { openingBursts, type Bursts } from './bursts.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { nothingLearnt, type Learnt } from './learnt.ts';
import { openingPrice, type Price } from './price.ts';
import { RING_BINS } from './ring-times.ts';

/** `factor` is the budget factor of the last decision, by which the next outcome is judged; 0 if it was progressive. */
export type PacerState = { version: 1; learnt: Learnt; ledger: Ledger; price: Price; bursts: Bursts; factor: number };

const COUNT_MAX = 1e9;
const weight = z.number().min(0).max(COUNT_MAX);
const bins = (length: number) => z.array(weight).length(length);
const durations = z.object({ counts: bins(DURATION_BINS), sumSeconds: weight, weight });
const seconds = z.number().nullable();
const isShare = ({ calls, humans }: { calls: number; humans: number }) => humans <= calls;
const memory = z.object({ calls: weight, humans: weight, weight: z.number().min(0).max(1) });
/** They share one average; of weights that add up to nothing there is none. */
const isAverage = (memories: z.infer<typeof memory>[]) =>
  Math.abs(memories.reduce((sum, each) => sum + each.weight, 0) - 1) < 1e-6;

const schema = z.object({
  version: z.literal(1),
  learnt: z.object({
    answers: z.array(memory.refine(isShare)).length(ANSWER_MEMORIES).refine(isAverage),
    rings: z.object({ human: bins(RING_BINS), other: bins(RING_BINS), cancelled: bins(RING_BINS) }),
    talk: durations,
    wrap: durations,
    setupSeconds: z.number().min(0).max(60),
  }),
  ledger: z.object({
    served: weight,
    abandoned: weight,
    agentSeconds: weight,
    lastAtSeconds: seconds,
    windowEndSeconds: seconds,
  }),
  price: z.object({ logPrice: z.number().min(-20).max(0), outcomes: weight }),
  bursts: z.object({ meanCalls: z.number().min(1).max(COUNT_MAX), runningCalls: weight, lastAtSeconds: z.number() }),
  factor: z.number().min(0).max(10),
});

export function coldState(): PacerState {
  return {
    version: 1,
    learnt: nothingLearnt(),
    ledger: openLedger(),
    price: openingPrice(),
    bursts: openingBursts(),
    factor: 0,
  };
}

/** The state that was saved, or a cold one if it is not what {@link PacerState} says. */
export function restoredState(saved: unknown): PacerState {
  if (saved === undefined || saved === null) return coldState();
  const parsed = schema.safeParse(saved);
  return parsed.success ? parsed.data : coldState();
}
