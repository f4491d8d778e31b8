/** Derives times from the carrier's reports about a call or a leg. */
import type { CallRow } from '../../../sql/calls/calls.ts';
import { notBefore } from './duration.ts';
import { type CarrierStatus, isEndStatus } from './status.ts';

/**
 * The carrier's timestamps have whole seconds. If a report arrives within one second after its timestamp, the arrival
 * time is more exact.
 */
const PROMPT_MS = 1_000;

/**
 * Returns when the reported event happened: the carrier's time, or the arrival time if the arrival time is more exact.
 */
export function reportedAt(report: { params: Record<string, string>; receivedAtMs: number }): Date {
  const { params, receivedAtMs } = report;
  const carrierMs = Date.parse(params.Timestamp ?? '');
  if (Number.isNaN(carrierMs)) return new Date(receivedAtMs);
  const delayMs = receivedAtMs - carrierMs;
  return new Date(delayMs >= 0 && delayMs < PROMPT_MS ? receivedAtMs : carrierMs);
}

/**
 * Returns the seconds from answer to end of an ended call. The carrier reports 0 or nothing for a call without an
 * answer.
 *
 * @param callDuration the carrier's parameter `CallDuration`
 */
export function answeredSecondsOf(status: CarrierStatus, callDuration: string | undefined): number | undefined {
  if (!isEndStatus(status)) return undefined;
  if (callDuration !== undefined && /^\d{1,9}$/.test(callDuration)) return Number(callDuration);
  return status === 'completed' ? undefined : 0;
}

/**
 * Returns the answer time that follows from a report. If the report of the answer was lost, the answer time is
 * calculated from the end of the completed call.
 */
export function answerTimeOf(
  { answerTime, startTime }: Pick<CallRow, 'answerTime' | 'startTime'>,
  status: CarrierStatus,
  at: Date,
  answeredSeconds = 0,
): Date | undefined {
  if (status === 'in-progress') return at;
  return status === 'completed' && answerTime === null && answeredSeconds > 0
    ? notBefore(startTime, new Date(at.getTime() - answeredSeconds * 1000))
    : undefined;
}
