/** Times that follow from the carrier's reports about a call or a leg. */
import type { CallRow } from '../../../sql/calls/calls.ts';
import { notBefore } from './duration.ts';
import { type CarrierStatus, isEndStatus } from './status.ts';

/** The carrier's timestamps have whole seconds. The arrival of a report is more exact when it comes within that second. */
const PROMPT_MS = 1_000;

/** When the reported event happened: the carrier's time, or the arrival when that is more exact. */
export function reportedAt(report: { params: Record<string, string>; receivedAtMs: number }): Date {
  const { params, receivedAtMs } = report;
  const carrierMs = Date.parse(params.Timestamp ?? '');
  if (Number.isNaN(carrierMs)) return new Date(receivedAtMs);
  const delayMs = receivedAtMs - carrierMs;
  return new Date(delayMs >= 0 && delayMs < PROMPT_MS ? receivedAtMs : carrierMs);
}

/**
 * Seconds from answer to end, of an ended call. For a call without an answer the carrier reports 0 or nothing.
 *
 * @param callDuration the parameter `CallDuration`
 */
export function answeredSecondsOf(status: CarrierStatus, callDuration: string | undefined): number | undefined {
  if (!isEndStatus(status)) return undefined;
  if (callDuration !== undefined && /^\d{1,9}$/.test(callDuration)) return Number(callDuration);
  return status === 'completed' ? undefined : 0;
}

/** The answer time that a report implies. The end of a completed call implies it too, when the report of the answer was lost. */
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

/**
 * The bridge time that the end of a forwarded inbound call implies. We answer a caller at the moment when the forwarded leg answers,
 * so answered seconds point to a conversation before the `<Dial>` result arrives. A message that the caller heard from us counts as
 * answered too, so the `<Dial>` result decides in the end.
 */
export function impliedBridgeTime(
  { direction, forwardedTo, startTime }: Pick<CallRow, 'direction' | 'forwardedTo' | 'startTime'>,
  at: Date,
  answeredSeconds = 0,
): Date | undefined {
  if (direction !== 'inbound' || forwardedTo === null || answeredSeconds === 0) return undefined;
  return notBefore(startTime, new Date(at.getTime() - answeredSeconds * 1000));
}
