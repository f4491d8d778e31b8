/**
 * The ledger of one calling day: calls that humans answered, abandoned calls, the agents' working time, and the
 * forecast of further answered calls today.
 *
 * The pacer knows no calendar. A new day begins in three cases:
 *
 * - The calling window now ends more than four hours later than before.
 * - No event or tick came for more than four hours.
 * - The clock restarted.
 */
import type { PacingSnapshot } from './inputs.ts';

const NEW_DAY_GAP_SECONDS = 4 * 3600;
const CLOCK_RESTART_SECONDS = 3600;
/** The time between two ticks counts as the agents' working time only up to this limit. */
const TICK_SECONDS_MAX = 60;
/** If the calling window has no end, answered calls are forecast for this time ahead. */
const OPEN_WINDOW_SECONDS = 4 * 3600;
/** Weight of the prior in the measured rate of answered calls per agent second, as a number of answered calls. */
const RATE_PRIOR_ANSWERS = 20;
/**
 * With one call per free agent, an agent waits about 19 s divided by the answer share for the next conversation. The
 * value is a careful guess.
 */
const PROGRESSIVE_WAIT_SECONDS = 19;
/** Progressive dialing (one call per free agent) brings at most this share of the answered calls of a usual day. */
const PROGRESSIVE_SHARE_MAX = 0.9;

/** All times are read from the clock of the snapshots. `windowEndSeconds` is null if the calling window has no end. */
export type DayLedger = {
  served: number;
  abandoned: number;
  agentSeconds: number;
  lastAtSeconds: number | null;
  windowEndSeconds: number | null;
};

export function emptyDayLedger(): DayLedger {
  return { served: 0, abandoned: 0, agentSeconds: 0, lastAtSeconds: null, windowEndSeconds: null };
}

/**
 * Answered calls expected before the calling window closes or the lead list ends. `usual` is the number at the day's
 * pace so far, and `progressive` is the number with one call per free agent.
 */
export type AnswersLeft = { usual: number; progressive: number };

export const answeredToday = (ledger: DayLedger) => ledger.served + ledger.abandoned;
export const agentCount = (snapshot: PacingSnapshot) =>
  snapshot.idle + snapshot.talking.length + snapshot.wrapping.length;

function startDay(ledger: DayLedger): void {
  ledger.served = 0;
  ledger.abandoned = 0;
  ledger.agentSeconds = 0;
}

/** Records the time of an event. If the event arrives late, the ledger does not go back to an earlier day. */
export function recordEventTime(ledger: DayLedger, atSeconds: number): void {
  const last = ledger.lastAtSeconds;
  if (last !== null && atSeconds > last + NEW_DAY_GAP_SECONDS) startDay(ledger);
  if (last === null || atSeconds > last) ledger.lastAtSeconds = atSeconds;
}

/**
 * Records a tick (one decision of the pacer). Starts a new day if a new day has begun, and adds the agents' working
 * time since the last tick.
 */
export function recordTick(ledger: DayLedger, snapshot: PacingSnapshot): void {
  const { atSeconds, secondsLeft } = snapshot;
  const last = ledger.lastAtSeconds ?? atSeconds;
  const end = Number.isFinite(secondsLeft) ? atSeconds + secondsLeft : null;
  const moved = end !== null && ledger.windowEndSeconds !== null && end > ledger.windowEndSeconds + NEW_DAY_GAP_SECONDS;
  const restarted = atSeconds < last - CLOCK_RESTART_SECONDS;
  if (moved || restarted || atSeconds > last + NEW_DAY_GAP_SECONDS) startDay(ledger);
  const elapsed = Math.min(TICK_SECONDS_MAX, Math.max(0, atSeconds - last));
  ledger.agentSeconds += elapsed * agentCount(snapshot);
  ledger.windowEndSeconds = end;
  ledger.lastAtSeconds = restarted ? atSeconds : Math.max(last, atSeconds);
}

/**
 * Returns the answered calls that the present agents will take before the calling window closes or the lead list ends.
 * The usual pace is `(answers + 20) / (agent seconds + 20 · cycle)` answered calls per agent second. Here cycle is the
 * time from one conversation's start to the next in progressive dialing, `handle time + 19 s / answer share`. The cycle
 * is the prior of the pace.
 */
export function estimateAnswersLeft(
  ledger: DayLedger,
  snapshot: PacingSnapshot,
  handleSeconds: number,
  answerShare: number,
): AnswersLeft {
  const left = Number.isFinite(snapshot.secondsLeft) ? Math.max(0, snapshot.secondsLeft) : OPEN_WINDOW_SECONDS;
  const cycleSeconds = handleSeconds + PROGRESSIVE_WAIT_SECONDS / answerShare;
  const perAgentSecond =
    (answeredToday(ledger) + RATE_PRIOR_ANSWERS) / (ledger.agentSeconds + RATE_PRIOR_ANSWERS * cycleSeconds);
  // An agent takes at most one call per handle time. This bound matters if the ledger has seen only few ticks.
  const inTime = left * agentCount(snapshot) * Math.min(perAgentSecond, 1 / Math.max(1, handleSeconds));
  // A lead list that ends before the day leaves less room for mistakes: with 100 leads, no answered call may be
  // abandoned.
  const inList = answerShare * ((snapshot.leadsLeft ?? Infinity) + snapshot.ringing.length);
  const usual = Math.min(inTime, inList);
  const progressive = Math.min(PROGRESSIVE_SHARE_MAX * usual, (left * agentCount(snapshot)) / cycleSeconds);
  return { usual, progressive };
}
