/**
 * The ledger of one calling day: humans answered, calls abandoned, the agents' working time, and how many more answers the
 * day may bring.
 *
 * The pacer knows no calendar. A new day begins with a calling window that ends hours after the last one, with a long
 * silence, or with a clock that restarted.
 */
import type { PacingSnapshot } from './inputs.ts';

const NEW_DAY_GAP_SECONDS = 4 * 3600;
const CLOCK_RESTART_SECONDS = 3600;
/** A gap between two ticks counts as working time only up to this. */
const TICK_SECONDS_MAX = 60;
/** How far ahead answers are expected when the calling window has no end. */
const OPEN_WINDOW_SECONDS = 4 * 3600;
/** Weight of the prior in the measured rate of answers per agent second, in answers. */
const RATE_PRIOR_ANSWERS = 20;
/** With one call per free agent, an agent waits about this long divided by the answer share: a careful guess of the cycle. */
const PROGRESSIVE_WAIT_SECONDS = 19;
/** Progressive dialing brings at most this share of the answers of a usual day. */
const PROGRESSIVE_SHARE_MAX = 0.9;

/** `windowEndSeconds` is null while the calling window has no end. Times are those of the snapshots' clock. */
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

/** Answers expected before the window closes or the list ends: at the day's pace, and with one call per free agent. */
export type AnswersLeft = { usual: number; progressive: number };

export const answeredToday = (ledger: DayLedger) => ledger.served + ledger.abandoned;
export const agentCount = (snapshot: PacingSnapshot) =>
  snapshot.idle + snapshot.talking.length + snapshot.wrapping.length;

function startDay(ledger: DayLedger): void {
  ledger.served = 0;
  ledger.abandoned = 0;
  ledger.agentSeconds = 0;
}

/** Records the time of an event. A late event never starts an earlier day. */
export function recordEventTime(ledger: DayLedger, atSeconds: number): void {
  const last = ledger.lastAtSeconds;
  if (last !== null && atSeconds > last + NEW_DAY_GAP_SECONDS) startDay(ledger);
  if (last === null || atSeconds > last) ledger.lastAtSeconds = atSeconds;
}

/** Records a tick: starts a new day if this is one, and adds the agents' working time since the last tick. */
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
 * Answers that the present agents will take before the window closes or the list ends. The usual pace is
 * `(answers + 20) / (agent seconds + 20 · cycle)` answers per agent second, with the progressive cycle
 * `handle time + 19 s / answer share` as its prior.
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
  // An agent cannot take answers faster than they handle them, even if only few ticks were seen.
  const inTime = left * agentCount(snapshot) * Math.min(perAgentSecond, 1 / Math.max(1, handleSeconds));
  // A list that ends before the day leaves less room for mistakes: with 100 leads not one answer may be abandoned.
  const inList = answerShare * ((snapshot.leadsLeft ?? Infinity) + snapshot.ringing.length);
  const usual = Math.min(inTime, inList);
  const progressive = Math.min(PROGRESSIVE_SHARE_MAX * usual, (left * agentCount(snapshot)) / cycleSeconds);
  return { usual, progressive };
}
