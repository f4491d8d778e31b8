/**
 * Inbound calls that we learn about only after their end, because this platform could not answer the carrier's request:
 * Postgres was away, or no process ran. The caller heard an apology, and the carrier charges for the call. So the call is
 * inserted as a missed call when the carrier reports its end.
 */
import { withinMs } from '../../concurrency.ts';
import type { Context } from '../../context.ts';
import { enqueue } from '../../enqueue.ts';
import type { Payload } from '../../jobs.ts';
import { answeredSecondsOf, reportedAt } from '../../rules/calls/report-times.ts';
import { CARRIER_STATUSES, isEndStatus } from '../../rules/calls/status.ts';
import { transaction } from '../../transaction.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { campaignByNumber } from '../../../sql/campaigns/inbound-campaigns.ts';
import { insertMissedCall } from '../../../sql/routing/inbound.ts';
import { applyReport } from '../calls/status-callbacks.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';
import { findAttribution } from '../tracking/attribution.ts';

/** An older report is a replay of a call that was deleted since. Milliseconds of product time. */
export const REPORT_AGE_MS_MAX = 86_400_000;

/**
 * Reports that one process applies at the same time. It is half of the connections to Postgres of a process, so that
 * the reports of many ended calls cannot delay the caller who waits for TwiML.
 */
const APPLIED_AT_ONCE_MAX = 5;

/** Milliseconds of real time. The carrier waits for 15 seconds, and the queue needs a part of them. */
const APPLY_MS_MAX = 2_000;

/**
 * Returns a function that stores a callback of the carrier. The process applies the callback at once. If it applies many
 * already, or if Postgres does not answer in time, the callback waits in the queue instead, and may be applied twice.
 *
 * @throws DomainError `unavailable` if neither Postgres nor Redis takes the callback. The carrier must send it again.
 */
export function createReportIntake() {
  let running = 0;
  return async (ctx: Context, report: Payload<'call.event'>, jobId: string): Promise<void> => {
    if (running < APPLIED_AT_ONCE_MAX) {
      running += 1;
      const applied = applyCarrierReport(ctx, report).finally(() => (running -= 1));
      try {
        return await withinMs(APPLY_MS_MAX, applied);
      } catch (error) {
        ctx.log.warn({ err: error, source: report.source }, 'callback could not be applied at once, queued');
      }
    }
    await enqueue(ctx, 'call.event', report, { id: jobId });
  };
}

/** Applies a callback of the carrier. If the callback reports the end of an unknown inbound call, inserts the call first. */
export async function applyCarrierReport(ctx: Context, report: Payload<'call.event'>): Promise<void> {
  if (await applyReport(ctx, report)) return;
  if (await addMissedCall(ctx, report)) await applyReport(ctx, report);
  else ctx.log.warn({ source: report.source, callId: report.callUuid }, 'callback names an unknown call, ignored');
}

/**
 * Inserts the call of a report as a call that still rings, so that its end is applied like the end of every call. If this
 * process dies in between, the poller for silent calls asks the carrier for the end.
 *
 * @returns false if the report is not about the end of a call to a number of a campaign
 */
async function addMissedCall(ctx: Context, report: Payload<'call.event'>): Promise<boolean> {
  const { source, callUuid, legUuid, params } = report;
  const { CallSid, CallStatus, CallDuration, From = '', To, Direction = 'inbound' } = params;
  if (source !== 'status' || callUuid !== undefined || legUuid !== undefined || Direction !== 'inbound') return false;
  const status = CARRIER_STATUSES.find((each) => each === CallStatus);
  if (!CallSid || !To || !status || !isEndStatus(status)) return false;
  const endTime = reportedAt(report);
  if (ctx.clock.nowMs() - endTime.getTime() > REPORT_AGE_MS_MAX) return false;
  const startTime = new Date(endTime.getTime() - (answeredSecondsOf(status, CallDuration) ?? 0) * 1000);
  return transaction(ctx, async (tx) => {
    const dialled = await campaignByNumber(tx.sql, To);
    if (!dialled) return false;
    const { visitId, campaign, events } = await findAttribution(tx.sql, dialled, To);
    const call = await insertMissedCall(tx.sql, campaign, { callSid: CallSid, from: From, to: To, visitId, startTime });
    // Another worker has just inserted the call.
    if (!call) return true;
    for (const event of events) await insertCallEvent(tx.sql, call, event);
    await insertCallEvent(tx.sql, call, {
      event: 'call_missed',
      message: `Inbound call to ${To}: the platform could not answer, and learned of the call after its end`,
      occurredAt: startTime,
    });
    await notifyPoolOfCall(tx, call, 'call.received');
    return true;
  });
}
