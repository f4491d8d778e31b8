/** Calculates the duration and the talk time of a call. */
import type { CallRow } from '../../../sql/calls/calls.ts';
import type { Disposition } from './disposition.ts';

/** Whether our dialer placed the call. False for calls from a caller and for externally logged calls. */
export function isPlacedByUs(call: Pick<CallRow, 'direction' | 'externallyLogged'>): boolean {
  return call.direction === 'outbound' && !call.externallyLogged;
}

/**
 * Returns the duration of a call in seconds. For a call that we placed, the duration is the time from start to end with
 * ringing, because we know when the call began. The carrier's seconds begin with the answer, so the duration of such a
 * call is never shorter than the carrier's seconds. For other calls only the carrier's seconds count, because reports
 * about start and end may come late.
 *
 * @param answeredSeconds the carrier's seconds from answer to end; undefined if the carrier reported no seconds
 */
export function durationOf(call: CallRow, endTime: Date, answeredSeconds: number | undefined): number {
  const seconds = secondsBetween(call.startTime, endTime);
  if (answeredSeconds === undefined) return seconds;
  return isPlacedByUs(call) ? Math.max(seconds, answeredSeconds) : answeredSeconds;
}

/**
 * Returns the seconds of conversation: from the connection of person and agent to the end, without the wait for the
 * agent. The agent's own total and all statistics add up these seconds. We do not know when an externally logged call was bridged, so the whole duration
 * of an answered call counts.
 */
export function talkTimeOf(
  call: CallRow,
  { disposition, endTime, duration }: { disposition: Disposition; endTime: Date; duration: number },
): number {
  if (call.externallyLogged) return disposition === 'answered' ? duration : 0;
  if (!call.connectedAt) return 0;
  // The talk time is already known from the `<Dial>` callback or from an earlier calculation.
  if (call.talkTime) return call.talkTime;
  // If the carrier's duration is longer than our times allow, our times are not reliable.
  if (duration > secondsBetween(call.startTime, endTime)) return duration;
  return Math.min(duration, secondsBetween(call.connectedAt, endTime));
}

/** Returns whole seconds from `from` to `to`, at least 0; 0 if `from` is null. */
export function secondsBetween(from: Date | null, to: Date): number {
  return from ? Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000)) : 0;
}

/**
 * Returns `time`, or `earliest` if `time` lies before `earliest`. The function is used for calculated times and for
 * times of another clock, because such times can be slightly too early.
 */
export function notBefore(earliest: Date | null, time: Date): Date {
  return earliest && time < earliest ? earliest : time;
}
