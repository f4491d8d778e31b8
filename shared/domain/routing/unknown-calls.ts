/**
 * Finds inbound calls that are on no book. While Postgres and Redis are away together for longer than the carrier repeats
 * its reports (about 15 seconds), no report about a call is kept. The carrier charges for the call, and lists it.
 */
import type { CarrierCall } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { CARRIER_STATUSES, isEndStatus } from '../../rules/calls/status.ts';
import { callsCheckedUntil, listUnknownCallSids, saveCallsChecked } from '../../../sql/routing/inbound-call-checks.ts';
import { applyCarrierReport, REPORT_AGE_MS_MAX } from './missed-calls.ts';

/**
 * Milliseconds of product time. A call that began this long ago is in the carrier's list, and its reports were applied if
 * a store took them.
 */
const SETTLED_MS = 3 * 60_000;

/** The search asks for the calls of this much time at once. Milliseconds of product time. */
const SPAN_MS = 10 * 60_000;

/** After this time, the next run of the job continues the search. Milliseconds of real time. */
const SEARCH_MS_MAX = 20_000;

/**
 * Asks the carrier for the calls since the last search, and inserts inbound calls that are unknown as missed calls. The
 * search covers an outage of up to a day. It usually takes one request to the carrier, for up to 1 000 calls.
 */
export async function insertUnknownCalls(
  ctx: Context,
  signal: AbortSignal,
  searchMsMax = SEARCH_MS_MAX,
): Promise<void> {
  const deadlineMs = performance.now() + searchMsMax;
  const untilMs = ctx.clock.nowMs() - SETTLED_MS;
  const checkedMs = (await callsCheckedUntil(ctx.sql)).getTime();
  let fromMs = Math.max(checkedMs, untilMs + SETTLED_MS - REPORT_AGE_MS_MAX);
  while (fromMs < untilMs && !signal.aborted && performance.now() < deadlineMs) {
    const endMs = Math.min(fromMs + SPAN_MS, untilMs);
    const openSinceMs = await insertUnknownCallsOf(ctx, { from: new Date(fromMs), until: new Date(endMs) });
    await saveCallsChecked(ctx.sql, new Date(Math.min(endMs, openSinceMs)));
    if (openSinceMs < endMs) return;
    fromMs = endMs;
  }
}

/**
 * Inserts the unknown calls that began in a span of time.
 *
 * @returns the start of the first unknown call that has not ended, in Unix milliseconds, or infinity. The next search
 *   begins there.
 */
async function insertUnknownCallsOf(ctx: Context, span: { from: Date; until: Date }): Promise<number> {
  let openSinceMs = Infinity;
  let nextPageUrl: string | undefined;
  do {
    const page = await ctx.carrier.listStartedCalls(span, nextPageUrl);
    const inbound = page.calls.filter(({ direction }) => direction === 'inbound');
    const unknown = new Set(inbound.length === 0 ? [] : await listUnknownCallSids(ctx.sql, inbound));
    for (const call of inbound) {
      if (!unknown.has(call.sid)) continue;
      if (!(await insertEndedCall(ctx, call))) openSinceMs = Math.min(openSinceMs, call.startTime.getTime());
    }
    nextPageUrl = page.nextPageUrl;
  } while (nextPageUrl !== undefined);
  return openSinceMs;
}

/** Inserts a call as its late report would. Returns false if the call has not ended. */
async function insertEndedCall(ctx: Context, call: CarrierCall): Promise<boolean> {
  const status = CARRIER_STATUSES.find((each) => each === call.status);
  const endTime = call.endTime as Date | null;
  if (!status || !isEndStatus(status) || !endTime) return false;
  ctx.log.warn({ callSid: call.sid }, 'the carrier lists an unknown call to one of our numbers, added as missed');
  const { sid: CallSid, from: From, to: To, duration } = call;
  await applyCarrierReport(ctx, {
    source: 'status',
    params: {
      CallSid,
      CallStatus: status,
      From,
      To,
      Direction: 'inbound',
      Timestamp: endTime.toISOString(),
      ...(duration && { CallDuration: duration }),
    },
    receivedAtMs: ctx.clock.nowMs(),
  });
  return true;
}
