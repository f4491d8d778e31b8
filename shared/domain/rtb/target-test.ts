/**
 * The test of a target: pings the target as an auction would, but without a call. The API requests the test, and a
 * worker runs the test.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import type { Payload, Result } from '../../jobs.ts';
import { fillPing, type Ping, type PingValues } from '../../rules/rtb/bid-request.ts';
import { replyValues } from '../../rules/rtb/confirmation.ts';
import { callerData } from '../../rules/rtb/ping-data.ts';
import { fromMicros, fromMicrosOrNull } from '../../rules/values/money.ts';
import type { Key } from '../../../sql/db.ts';
import { targetByKey, type TargetRow } from '../../../sql/rtb/targets.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { sendPost } from './confirmation.ts';
import { pingTarget } from './ping.ts';

/**
 * Time for the job `target.test` to start and for the job's result to return, in addition to the target's own timeout.
 * Milliseconds of real time.
 */
const TEST_MARGIN_MS = 1_000;

/** `sent` is the request of the test; null if it could not be built. */
export type TargetTestResult = Result<'target.test'> & { target: TargetRow; sent: Ping | null };

/**
 * Tests a target with sample values.
 *
 * @param confirm whether a valid bid also gets the second request, if the target has one
 * @throws DomainError `unavailable` if no worker answers in time
 */
export async function requestTargetTest(
  ctx: Context,
  actor: Actor,
  key: Key,
  sample: Partial<PingValues>,
  confirm: boolean,
): Promise<TargetTestResult> {
  const { tenantId } = authorize(actor, 'rtb.write');
  const target = requireFound(await targetByKey(ctx.sql, tenantId, key), 'Target');
  const { callerId, ...withoutCaller } = sample;
  const values: PingValues = {
    requestId: `test_${randomUUID()}`,
    campaignId: null,
    ...callerData('+14155551234', target.callerIdExposure, true),
    calledNumber: null,
    callStartTime: ctx.clock.now().toISOString(),
    minBid: fromMicros(target.minBidMicros),
    maxBid: fromMicrosOrNull(target.maxBidMicros),
    currency: target.currency,
    ...withoutCaller,
    ...(callerId && callerData(String(callerId), target.callerIdExposure, true)),
  };
  const payload = { tenantId, targetId: target.id, values, confirm };
  const timeouts = { replyTimeoutMs: target.timeoutMs + (confirm ? target.postTimeoutMs : 0) + TEST_MARGIN_MS };
  const result = await ctx.jobRequests.request(ctx, 'target.test', payload, timeouts);
  if (!result) throw new DomainError('unavailable', 'No auction worker answered. Try again in a few seconds.');
  return { ...result, target, sent: result.reason === 'misconfigured' ? null : fillPing(target, values) };
}

/**
 * Runs the test of a target in a worker. The result says how an auction would judge the target's reply, but does not
 * contain the reply.
 */
export async function runTargetTest(
  ctx: Context,
  { tenantId, targetId, values, confirm }: Payload<'target.test'>,
): Promise<Result<'target.test'>> {
  const target = await targetByKey(ctx.sql, tenantId, { id: targetId });
  const nothing = { accepted: false, bidMicros: null, destination: null, httpStatus: null, responseMs: 0 };
  if (!target) return { reason: 'misconfigured', ...nothing, confirmation: null };
  const { answer, reading, reason, bid } = await pingTarget(
    ctx,
    target,
    values as PingValues,
    { deadlineMs: target.timeoutMs, fullMs: target.timeoutMs },
    null,
  );
  const post =
    confirm && bid && target.postUrl !== null
      ? await sendPost(ctx, target, {
          values: { ...(values as PingValues), bid: fromMicros(bid.bidMicros), ...replyValues(answer?.reply) },
          bid,
          countries: null,
          deadlineMs: target.postTimeoutMs,
        })
      : undefined;
  return {
    confirmation: post
      ? {
          reason: post.reason ?? null,
          bidMicros: post.bid?.bidMicros ?? null,
          destination: post.bid?.destination ?? null,
          responseMs: post.responseMs,
        }
      : null,
    reason: reason ?? null,
    accepted: reading?.accepted ?? false,
    bidMicros: reading?.bidMicros ?? null,
    destination: reading?.bid?.destination ?? null,
    httpStatus: answer?.status ?? null,
    responseMs: answer?.responseMs ?? 0,
  };
}
