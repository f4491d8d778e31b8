/**
 * The state that a pacer saves between ticks. The state is restored from JSON that may be outdated, invalid or damaged.
 */
import { z } from 'zod';
import { type AbandonBursts, initialBursts } from './abandon-bursts.ts';
import { type AbandonmentPrice, initialPrice } from './abandonment-price.ts';
import { ANSWER_MEMORIES } from './answer-share.ts';
import { type DayLedger, emptyDayLedger } from './day-ledger.ts';
import { RING_BINS } from './ring-times.ts';
import { emptyStatistics, type PacingStatistics } from './statistics.ts';
import { DURATION_BINS } from './survival-curve.ts';

export type PacerState = {
  version: 1;
  statistics: PacingStatistics;
  ledger: DayLedger;
  price: AbandonmentPrice;
  bursts: AbandonBursts;
  /**
   * The budget factor of the last decision, used to update the price after the next answered call; 0 if the last
   * decision was progressive (one call per free agent).
   */
  factor: number;
};

const COUNT_MAX = 1e9;
const weight = z.number().min(0).max(COUNT_MAX);
const bins = (length: number) => z.array(weight).length(length);
const durations = z.object({ counts: bins(DURATION_BINS), sumSeconds: weight, weight });
const seconds = z.number().nullable();
const isShare = ({ calls, humans }: { calls: number; humans: number }) => humans <= calls;
const memory = z.object({ calls: weight, humans: weight, weight: z.number().min(0).max(1) });
/** Whether the weights of all memories sum to 1, as the weighted average of the answer share requires. */
const isAverage = (memories: z.infer<typeof memory>[]) =>
  Math.abs(memories.reduce((sum, each) => sum + each.weight, 0) - 1) < 1e-6;

const pacerStateSchema = z.object({
  version: z.literal(1),
  statistics: z.object({
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

/** Returns the state of a pacer that has seen no event. */
export function coldPacerState(): PacerState {
  return {
    version: 1,
    statistics: emptyStatistics(),
    ledger: emptyDayLedger(),
    price: initialPrice(),
    bursts: initialBursts(),
    factor: 0,
  };
}

/**
 * Returns the saved state. If the value is not a valid {@link PacerState}, returns the state of a pacer without events.
 */
export function restorePacerState(saved: unknown): PacerState {
  if (saved === undefined || saved === null) return coldPacerState();
  const parsed = pacerStateSchema.safeParse(saved);
  return parsed.success ? parsed.data : coldPacerState();
}
