/**
 * The calling day's account of humans answered and abandoned, and how many more answers the day may bring.
 *
 * The interface has no calendar: a new day is a calling window that ends hours later than the one before, a long
 * silence, or a clock that started over.
 */
import type { PacingSnapshot } from './types.ts';

const NEW_DAY_GAP_SECONDS = 4 * 3600;
const CLOCK_RESTART_SECONDS = 3600;
/** A gap between two ticks counts as working time only up to this. */
const TICK_SECONDS_MAX = 60;
/** How far ahead answers are counted on when the window has no end. */
const OPEN_WINDOW_SECONDS = 4 * 3600;
/** Answers' worth of prior behind the measured rate of answers per agent second. */
const RATE_PRIOR_ANSWERS = 20;
/** A progressive agent waits about this long divided by the answer share: the careful guess of a cycle. */
const PROGRESSIVE_WAIT_SECONDS = 19;
/** Dialled progressively, a day never brings more than this share of its answers. */
const PROGRESSIVE_SHARE_MAX = 0.9;

export type Ledger = {
  served: number;
  abandoned: number;
  agentSeconds: number;
  lastAtSeconds: number | null;
  windowEndSeconds: number | null;
};

export function openLedger(): Ledger {
  return { served: 0, abandoned: 0, agentSeconds: 0, lastAtSeconds: null, windowEndSeconds: null };
}

/** Answers before the window closes or the list ends: at the day's pace, and with one call per free agent. */
export type AnswersLeft = { usual: number; progressive: number };

export const answeredToday = (ledger: Ledger) => ledger.served + ledger.abandoned;
export const agentCount = (snapshot: PacingSnapshot) =>
  snapshot.idle + snapshot.talking.length + snapshot.wrapping.length;

function startDay(ledger: Ledger): void {
  ledger.served = 0;
  ledger.abandoned = 0;
  ledger.agentSeconds = 0;
}

/** Notes the time of an event, which may be late but never announces an earlier day. */
export function noteEvent(ledger: Ledger, atSeconds: number): void {
  const last = ledger.lastAtSeconds;
  if (last !== null && atSeconds > last + NEW_DAY_GAP_SECONDS) startDay(ledger);
  if (last === null || atSeconds > last) ledger.lastAtSeconds = atSeconds;
}

/** Notes a tick: starts a new day if this is one, and counts the agents' working time. */
export function noteTick(ledger: Ledger, snapshot: PacingSnapshot): void {
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

/** Answers that the agents at work will take before the window closes or the list ends, at the day's pace and progressively. */
export function answersLeftOf(
  ledger: Ledger,
  snapshot: PacingSnapshot,
  handleSeconds: number,
  answerShare: number,
): AnswersLeft {
  const left = Number.isFinite(snapshot.secondsLeft) ? Math.max(0, snapshot.secondsLeft) : OPEN_WINDOW_SECONDS;
  const cycleSeconds = handleSeconds + PROGRESSIVE_WAIT_SECONDS / answerShare;
  const perAgentSecond =
    (answeredToday(ledger) + RATE_PRIOR_ANSWERS) / (ledger.agentSeconds + RATE_PRIOR_ANSWERS * cycleSeconds);
  // An agent cannot take answers faster than he handles them, however few ticks were seen.
  const inTime = left * agentCount(snapshot) * Math.min(perAgentSecond, 1 / Math.max(1, handleSeconds));
  // A list that ends before the day takes its room for mistakes with it: on 100 leads not one answer may be abandoned.
  const inList = answerShare * ((snapshot.leadsLeft ?? Infinity) + snapshot.ringing.length);
  const usual = Math.min(inTime, inList);
  const progressive = Math.min(PROGRESSIVE_SHARE_MAX * usual, (left * agentCount(snapshot)) / cycleSeconds);
  return { usual, progressive };
}
