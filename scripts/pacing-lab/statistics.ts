/** Summarizes all simulated days of one dialer in one scenario. Shares are in percent. */
import type { DayResult } from './simulate.ts';

export type Summary = {
  scenario: string;
  dialer: string;
  days: number;
  /** Talk time as a share of the agents' working time. */
  talk: number;
  /** Half width of the 95 % confidence interval of `talk`, from days with different seeds. */
  talkHalfWidth: number;
  /** Abandoned calls as a share of all calls that a human answered. */
  abandoned: number;
  /** Abandoned calls of the worst day, as a share of the calls that a human answered. */
  worstDay: number;
  idleSeconds: number;
  dialsPerAnswer: number;
  decisionMsMax: number;
};

/**
 * The two-sided 95 % quantiles of Student's t distribution, by degrees of freedom. The last value also serves for all
 * larger samples.
 */
const STUDENT_T = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09, 2.04,
];

export const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Returns the standard deviation of a sample of at least two values. */
export function standardDeviation(values: number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

/** Returns the half width of the 95 % confidence interval of the mean. */
function confidenceHalfWidth(values: number[]): number {
  if (values.length < 2) return Infinity;
  return (
    STUDENT_T[Math.min(values.length - 2, STUDENT_T.length - 1)]! *
    (standardDeviation(values) / Math.sqrt(values.length))
  );
}

/** Returns the abandoned calls of one day, in percent of the calls that a human answered. */
export const abandonPercent = ({ abandoned, answered }: DayResult) => (100 * abandoned) / Math.max(1, answered);

export function summarize(scenario: string, dialer: string, days: DayResult[]): Summary {
  const talk = days.map((day) => 100 * day.talkShare);
  const answered = mean(days.map((day) => day.answered));
  return {
    scenario,
    dialer,
    days: days.length,
    talk: mean(talk),
    talkHalfWidth: confidenceHalfWidth(talk),
    abandoned: (100 * mean(days.map((day) => day.abandoned))) / Math.max(1, answered),
    worstDay: Math.max(...days.map(abandonPercent)),
    idleSeconds: mean(days.map((day) => day.idleSeconds)),
    dialsPerAnswer: mean(days.map((day) => day.dials)) / Math.max(1, answered),
    decisionMsMax: Math.max(...days.map((day) => day.decisionMsMax)),
  };
}
