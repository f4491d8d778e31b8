/**
 * Two-step accept: a target with a post address gets a second request (the post) after it has won, and is dialed only if
 * it confirms. The API asks for the confirmation, and a worker sends the post (job `award.confirm`).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import type { Payload, Result } from '../../jobs.ts';
import { allowedCountries } from '../../rules/rtb/bid-destination.ts';
import type { BidReason } from '../../rules/rtb/bid-reasons.ts';
import { fillPing, type PingTemplate, type PingValues } from '../../rules/rtb/bid-request.ts';
import {
  type ConfirmationReading,
  type ConfirmedBid,
  readConfirmation,
  replyValues,
} from '../../rules/rtb/confirmation.ts';
import { RESULT_MARGIN_MS } from '../../rules/rtb/deadlines.ts';
import { parseReply } from '../../rules/rtb/reply-document.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import { fromMicros } from '../../rules/values/money.ts';
import type { AwardRow } from '../../../sql/rtb/awards.ts';
import { visitOfCall } from '../../../sql/rtb/bids.ts';
import {
  type AwardedBid,
  bidOfAward,
  callOfAward,
  confirmationState,
  confirmAwardRow,
  recordConfirmation,
  startConfirmation,
} from '../../../sql/rtb/confirmations.ts';
import { activeRouterById } from '../../../sql/rtb/routers.ts';
import { targetByKey, type TargetRow } from '../../../sql/rtb/targets.ts';
import { isOwnDestination } from './own-numbers.ts';
import { callValues } from './ping.ts';
import { openTargetToken } from './target-token.ts';

/**
 * Asks the bidder of an award to confirm its bid. The award keeps the confirmed terms.
 *
 * @param deadlineAtMs until when the caller waits, in Unix milliseconds of real time
 * @returns why the award is not confirmed; undefined if it is confirmed
 */
export async function requestConfirmation(
  ctx: Context,
  call: { id: number; tenantId: number },
  award: AwardRow,
  { rtbId, deadlineAtMs }: { rtbId: string | null; deadlineAtMs: number },
): Promise<string | undefined> {
  const leftMs = deadlineAtMs - Date.now();
  if (leftMs <= 0) return 'timeout';
  const payload = { tenantId: call.tenantId, callId: call.id, awardId: award.id, rtbId, deadlineAtMs };
  const result = await ctx.jobRequests
    .request(ctx, 'award.confirm', payload, { replyTimeoutMs: leftMs + RESULT_MARGIN_MS })
    .catch((error: unknown) => {
      ctx.log.error({ err: error, callId: call.id }, 'confirmation failed, the next bid is dialed');
      return undefined;
    });
  return result ? (result.reason ?? undefined) : 'timeout';
}

/** Sends the post of an award in a worker. A second job for the same award waits for the result of the first. */
export async function confirmAward(
  ctx: Context,
  { tenantId, callId, awardId, rtbId, deadlineAtMs }: Payload<'award.confirm'>,
): Promise<Result<'award.confirm'>> {
  const { sql } = ctx;
  const award = await startConfirmation(sql, tenantId, awardId);
  if (!award) return { reason: await waitForConfirmation(ctx, { tenantId, awardId, deadlineAtMs }) };
  const [target, router, call, visit, bid] = await Promise.all([
    targetByKey(sql, tenantId, { id: award.targetId }),
    activeRouterById(sql, tenantId, award.routerId),
    callOfAward(sql, award),
    visitOfCall(sql, tenantId, callId),
    waitForBid(ctx, award),
  ]);
  if (!call) return { reason: 'misconfigured' };
  const caller = callerNumberOf(call.fromNumber);
  const countries = allowedCountries(router?.destinationCountries ?? null, { caller, called: call.toNumber });
  const values = target && {
    requestId: award.requestId,
    campaignId: rtbId,
    callStartTime: call.createdAt.toISOString(),
    // The winner learns the caller's number, whatever the other bidders learn.
    ...callValues(
      { ...target, callerIdExposure: 'full' },
      { callerNumber: call.fromNumber, calledNumber: call.toNumber, visit },
    ),
    bid: fromMicros(award.bidMicros),
    ...replyValues(parseReply(bid?.rawResponse ?? '')),
  };
  const terms = { ...award, conversionSeconds: bid?.conversionSeconds ?? null };
  const outcome: PostOutcome = target
    ? await sendPost(ctx, target, {
        values: values as PingValues,
        bid: terms,
        countries,
        deadlineMs: deadlineAtMs - Date.now(),
      })
    : { reason: 'misconfigured', responseMs: 0 };
  const isConfirmed = outcome.bid !== undefined && (await confirmAwardRow(sql, tenantId, awardId, outcome.bid));
  const result = isConfirmed ? 'confirmed' : (outcome.reason ?? 'timeout');
  await recordConfirmation(sql, tenantId, award, { result, responseMs: outcome.responseMs });
  return { reason: isConfirmed ? null : result };
}

export type PostOutcome = ConfirmationReading & { responseMs: number };

/** Sends a post and reads the confirmation. Never throws, so that the caller gets the next bid. */
export async function sendPost(
  ctx: Context,
  target: TargetRow,
  {
    values,
    bid,
    countries,
    deadlineMs,
  }: { values: PingValues; bid: ConfirmedBid; countries: readonly string[] | null; deadlineMs: number },
): Promise<PostOutcome> {
  try {
    const template = postTemplate(target);
    if (!template) return { reason: 'misconfigured', responseMs: 0 };
    const bidder = { ...target, httpMethod: target.postMethod, authToken: openTargetToken(ctx, target) };
    const timeoutMs = Math.min(target.postTimeoutMs, deadlineMs);
    const answer = await ctx.bidders.requestBid(bidder, fillPing(template, values), timeoutMs);
    const isOurFault = answer.reason === 'timeout' && timeoutMs < target.postTimeoutMs;
    if (!isOurFault) ctx.bidders.updateHealth(target.id, answer.reason);
    const { responseMs } = answer;
    if (answer.reason) return { reason: answer.reason, responseMs };
    const reading = readConfirmation(answer.reply, target, bid, { countries });
    const isOwn = reading.bid && (await isOwnDestination(ctx, reading.bid.destination));
    return isOwn ? { reason: 'own_destination', responseMs } : { ...reading, responseMs };
  } catch (error) {
    ctx.log.warn({ err: error, targetId: target.id }, 'post failed, target recorded as misconfigured');
    return { reason: 'misconfigured', responseMs: 0 };
  }
}

/** Returns the template of a target's post; undefined if the target needs no confirmation. */
export function postTemplate(
  target: Pick<TargetRow, 'postUrl' | 'postMethod' | 'postBody' | 'contentType' | 'headers'>,
): PingTemplate | undefined {
  const { postUrl, postMethod, postBody, contentType, headers } = target;
  if (postUrl === null) return undefined;
  return { endpointUrl: postUrl, httpMethod: postMethod, requestBody: postBody, contentType, headers };
}

const POLL_MS = 25;

/** Waits for the result of a confirmation that another job has sent. Returns null if the award is confirmed. */
async function waitForConfirmation(
  { sql }: Context,
  { tenantId, awardId, deadlineAtMs }: { tenantId: number; awardId: number; deadlineAtMs: number },
): Promise<BidReason | null> {
  for (;;) {
    const state = await confirmationState(sql, tenantId, awardId);
    if (state === 'confirmed') return null;
    if (state === 'refused') return 'not_accepted';
    if (Date.now() >= deadlineAtMs) return 'timeout';
    await sleep(POLL_MS);
  }
}

/** The auction is recorded some milliseconds after its award. The post may need the reply that is recorded there. */
const BID_WAIT_MS = 400;

async function waitForBid({ sql }: Context, award: AwardRow): Promise<AwardedBid | undefined> {
  const endMs = Date.now() + BID_WAIT_MS;
  for (;;) {
    const bid = await bidOfAward(sql, award.tenantId, award);
    if (bid || Date.now() >= endMs) return bid;
    await sleep(POLL_MS);
  }
}
