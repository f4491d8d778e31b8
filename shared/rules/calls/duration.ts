/** Duration and talk time of a call. */
import type { CallRow } from '../../../sql/calls/calls.ts';
import type { Disposition } from './disposition.ts';

/** Whether our dialer placed the call, rather than a caller or another system. */
export function isPlacedByUs(call: Pick<CallRow, 'direction' | 'externallyLogged'>): boolean {
  return call.direction === 'outbound' && !call.externallyLogged;
}

/**
 * Seconds from start to end. We know when a call that we placed began, so its ringing counts; the carrier's seconds begin with the
 * answer and are a lower bound. Reports about the start and end of other calls may come late, so there the carrier's seconds count
 * alone.
 *
 * @param answeredSeconds the carrier's seconds from answer to end, if it reported any
 */
export function durationOf(call: CallRow, endTime: Date, answeredSeconds: number | undefined): number {
  const seconds = secondsBetween(call.startTime, endTime);
  if (answeredSeconds === undefined) return seconds;
  return isPlacedByUs(call) ? Math.max(seconds, answeredSeconds) : answeredSeconds;
}

/** Seconds of conversation. We do not know when an externally logged call was bridged, so its whole duration counts. */
export function talkTimeOf(
  call: CallRow,
  { disposition, endTime, duration }: { disposition: Disposition; endTime: Date; duration: number },
): number {
  if (call.externallyLogged) return disposition === 'answered' ? duration : 0;
  if (!call.bridgeTime) return 0;
  // Already known, from the `<Dial>` callback or from an earlier calculation.
  if (call.talkTime) return call.talkTime;
  // The carrier's duration is longer than our own times, so our times are not reliable.
  if (duration > secondsBetween(call.startTime, endTime)) return duration;
  return Math.min(duration, secondsBetween(call.answerTime ?? call.bridgeTime, endTime));
}

/** Whole seconds, at least 0; 0 without a start. */
export function secondsBetween(from: Date | null, to: Date): number {
  return from ? Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000)) : 0;
}

/** A calculated time, or a time of another clock, moved to `earliest` if it lies before it. */
export function notBefore(earliest: Date | null, time: Date): Date {
  return earliest && time < earliest ? earliest : time;
}
