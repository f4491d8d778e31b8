/**
 * Answers inbound calls: opens the call, and goes on after each `<Dial>` attempt. Each decision is made while the carrier
 * waits for the reply to its webhook.
 */
import type { Context } from '../../context.ts';
import { type CallRoom, callRoom, type CarrierUse } from '../../rules/accounts/limits.ts';
import { isExempt } from '../../rules/campaigns/caller-rules.ts';
import { hangUpTwiml, unavailableTwiml } from '../../rules/calls/twiml.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import { maskPhone } from '../../rules/values/phone.ts';
import { onLiveConnection, transaction, type Tx } from '../../transaction.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent, type NewCallEvent } from '../../../sql/calls/events.ts';
import { lockCallBySid, lockCallByUuid } from '../../../sql/calls/progress.ts';
import {
  campaignByNumber,
  campaignByPool,
  type DialledCampaign,
  type InboundCampaign,
  inboundCampaignById,
} from '../../../sql/campaigns/inbound-campaigns.ts';
import { type Key, type Sql } from '../../../sql/db.ts';
import { isNumberSuspended, openInboundCall } from '../../../sql/routing/inbound.ts';
import { withDefaults } from '../accounts/limits.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';
import { findAttribution } from '../tracking/attribution.ts';
import { callerRejectionOf, recordDuplicate } from './callers.ts';
import { answerReturnCall } from './return-calls.ts';
import { applyDialResult, applyLateDialResult } from './dial-results.ts';
import { connectOrRepeat, currentTwiml } from './connection.ts';

/** `pool` is the number pool that the webhook URL names. `pool` is absent if the webhook URL names no number pool. */
type InboundRequest = { callSid: string; from: string; to: string; pool?: Key };

/** Either the final TwiML, or a call that must be connected. */
type Opened = { twiml: string } | { call: CallRow; campaign: InboundCampaign };

/**
 * Returns the TwiML for a new inbound call. Calls to unknown numbers and calls from hidden numbers get TwiML, too.
 *
 * @throws DomainError `unavailable` if the call is stored, but could not be connected. A repeated request goes on.
 */
export async function answerInboundCall(ctx: Context, request: InboundRequest): Promise<string> {
  const opened = await openCall(ctx, request);
  return 'twiml' in opened ? opened.twiml : connectOrRepeat(ctx, opened.call, opened.campaign);
}

/**
 * Returns the TwiML after a `<Dial>` attempt: a hang-up if there was a conversation, otherwise the next attempt. The
 * attempt's number identifies the result, so a repeated request changes nothing that is known already.
 *
 * @throws DomainError `unavailable` if the result is stored, but the next destination could not be dialed. A repeated
 *   request goes on.
 */
export async function continueInboundCall(
  ctx: Context,
  input: { callUuid: string; attempt: number; params: Record<string, string> },
): Promise<string> {
  const opened = await transaction(ctx, async (tx): Promise<Opened> => {
    const call = await lockCallByUuid(tx.sql, input.callUuid, input.params.CallSid);
    const campaign = call?.campaignId ? await inboundCampaignById(tx.sql, call.campaignId) : undefined;
    if (!call || !campaign) return { twiml: hangUpTwiml() };
    if (!call.live) {
      if (input.attempt === call.routeAttempt) await applyLateDialResult(tx, call, input.params);
      return { twiml: hangUpTwiml() };
    }
    // If the attempt is older than the current attempt, the carrier has repeated a request and gets the same TwiML
    // again.
    if (input.attempt < call.routeAttempt) return { twiml: currentTwiml(ctx, call, campaign) };
    // After the last destination, a repeated request must not start another attempt.
    if (call.forwardedTo === null) return { twiml: unavailableTwiml() };
    const outcome = await applyDialResult(tx, call, input.params);
    if (outcome !== 'next') return { twiml: hangUpTwiml() };
    return campaign.tenantStatus === 'active' ? { call, campaign } : { twiml: unavailableTwiml() };
  });
  // Connect the call in a separate transaction. If one transaction released buyer A and claimed buyer B, that
  // transaction could deadlock with a transaction that releases buyer B and claims buyer A.
  return 'twiml' in opened ? opened.twiml : connectOrRepeat(ctx, opened.call, opened.campaign);
}

/** The caller waits: usually these are two trips to Postgres, and only the second one has locks. */
async function openCall(ctx: Context, request: InboundRequest): Promise<Opened> {
  const { sql } = ctx;
  const dialled = await onLiveConnection(() => findDialledCampaign(sql, request));
  if (!dialled) return { twiml: await answerWithoutCampaign(ctx, request) };
  const { visitId, campaign, events } = await findAttribution(sql, dialled, request.to);
  const inserted = await insertCall(ctx, request, campaign, visitId, events);
  if (!inserted) return transaction(ctx, (tx) => reopenCall(ctx, tx, request));
  const { liveCalls, liveMinutes, endedDollars, ...call } = inserted;
  const room = callRoom(withDefaults(ctx, campaign.tenantLimits), { liveCalls, liveMinutes, endedDollars });
  if (call.duplicateOf !== null) await recordDuplicate(ctx, call);
  const rejection = rejectionOf(campaign, room) ?? (await callerRejectionOf(ctx, call, campaign));
  if (!rejection) return { call, campaign };
  await insertCallEvent(sql, call, { event: 'call_rejected', ...rejection });
  return { twiml: unavailableTwiml() };
}

async function findDialledCampaign(sql: Sql, { to, pool }: InboundRequest): Promise<DialledCampaign | undefined> {
  return (await campaignByNumber(sql, to)) ?? (pool && (await campaignByPool(sql, pool, to)));
}

async function answerWithoutCampaign(ctx: Context, request: InboundRequest): Promise<string> {
  const twiml = await transaction(ctx, (tx) => answerReturnCall(ctx, tx, request));
  if (twiml !== undefined) return twiml;
  ctx.log.warn({ to: maskPhone(request.to) }, 'inbound call rejected, no campaign has this number');
  return unavailableTwiml();
}

/** Inserts the call, and the event for its number pool with it. Returns undefined if the call is known. */
async function insertCall(
  ctx: Context,
  request: InboundRequest,
  campaign: DialledCampaign,
  visitId: number | null,
  attributed: NewCallEvent[],
): Promise<(CallRow & CarrierUse) | undefined> {
  const caller = callerNumberOf(request.from);
  const call = { ...request, visitId, caller: isExempt(caller, campaign) ? null : caller };
  const { routingType, notifiesPool } = campaign;
  const received = { event: 'call_received', message: `Inbound call to ${request.to}`, metadata: { routingType } };
  const insert = (sql: Sql) => openInboundCall(sql, campaign, call, [received, ...attributed]);
  // A second try finds the call of the first one and goes on with it.
  if (!notifiesPool) return onLiveConnection(() => insert(ctx.sql));
  return transaction(ctx, async (tx) => {
    const inserted = await insert(tx.sql);
    if (inserted) await notifyPoolOfCall(tx, inserted, 'call.received');
    return inserted;
  });
}

/** Returns why a campaign takes no call now, as the event of the call log. Returns undefined if it takes calls. */
function rejectionOf({ status, tenantStatus, isSuspended }: DialledCampaign, { problem }: CallRoom) {
  if (tenantStatus !== 'active')
    return {
      message: `Rejected because the account is ${tenantStatus}`,
      metadata: { reason: 'account_not_active', status: tenantStatus },
    };
  if (isSuspended)
    return { message: 'Rejected because the number is suspended', metadata: { reason: 'number_suspended' } };
  if (status === 'active')
    return (
      problem && {
        message: `Rejected because a limit is reached: ${problem.message}`,
        metadata: { reason: problem.name },
      }
    );
  return { message: `Rejected because the campaign is ${status}`, metadata: { reason: 'campaign_not_active', status } };
}

/**
 * Answers a repeated request of the carrier for a call that is already in the table `calls`. The earlier routing
 * decision stays valid.
 */
async function reopenCall(ctx: Context, tx: Tx, { callSid, to }: InboundRequest): Promise<Opened> {
  const call = await lockCallBySid(tx.sql, callSid);
  const campaign = call?.campaignId ? await inboundCampaignById(tx.sql, call.campaignId) : undefined;
  if (!call?.live || call.direction !== 'inbound' || !campaign) return { twiml: hangUpTwiml() };
  if (campaign.status !== 'active' || campaign.tenantStatus !== 'active' || (await isNumberSuspended(tx.sql, to)))
    return { twiml: unavailableTwiml() };
  // No destination was dialled yet, because the process that received the first request died before connecting the
  // call.
  if (call.routeAttempt === 0)
    return (await callerRejectionOf(tx, call, campaign)) ? { twiml: unavailableTwiml() } : { call, campaign };
  return { twiml: currentTwiml(ctx, call, campaign) };
}
