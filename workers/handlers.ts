import type { Context } from '../shared/context.ts';
import { redirectLeg, ringLeg } from '../shared/domain/calls/guest-legs.ts';
import { hangUpCall } from '../shared/domain/calls/hang-up.ts';
import { redirectCall } from '../shared/domain/calls/redirect.ts';
import { reconcileCost, reconcileParkedLegCosts } from '../shared/domain/calls/costs.ts';
import { ringParkedLeg, hangUpIdleParkedLegs } from '../shared/domain/calls/parked-legs.ts';
import { deleteRecording, reconcileRecordings } from '../shared/domain/calls/recordings.ts';
import { pollSilentCalls } from '../shared/domain/calls/silent-calls.ts';
import { playDigits, syncConversation, syncGuest } from '../shared/domain/conversations/conference-sync.ts';
import { placeReservedCall } from '../shared/domain/dialing/place.ts';
import { scheduleRetry } from '../shared/domain/dialing/retries.ts';
import { completeOverCampaigns, tickCampaign, tickDialer } from '../shared/domain/dialing/tick.ts';
import { runSync, startDueSyncs, startSyncsOfTenant } from '../shared/domain/integrations/syncs.ts';
import { releaseLeadsOfCampaign } from '../shared/domain/leads/held.ts';
import { runImport } from '../shared/domain/leads/import-run.ts';
import { runRecycle } from '../shared/domain/leads/recycle.ts';
import { runAccountRequest, runNumberListRequest, runNumberUpdate } from '../shared/domain/numbers/carrier-account.ts';
import { runNumberLookup } from '../shared/domain/numbers/caller-ids.ts';
import { runNumberSearch } from '../shared/domain/numbers/number-search.ts';
import { syncNumberToCarrier } from '../shared/domain/numbers/carrier-sync.ts';
import { deliverWebhook } from '../shared/domain/numbers/pool-webhooks.ts';
import { runPurchase } from '../shared/domain/numbers/purchases.ts';
import { runErasure } from '../shared/domain/operations/erasures.ts';
import { sampleHealth } from '../shared/domain/operations/health.ts';
import { updateStatistics } from '../shared/domain/operations/statistics.ts';
import { sweep } from '../shared/domain/operations/lost-work-sweeper.ts';
import { recordCallValue } from '../shared/domain/routing/call-value.ts';
import { reconcileDialResult } from '../shared/domain/routing/dial-results.ts';
import { applyCarrierReport } from '../shared/domain/routing/missed-calls.ts';
import { insertUnknownCalls } from '../shared/domain/routing/unknown-calls.ts';
import { runAuction } from '../shared/domain/rtb/auction-run.ts';
import { confirmAward } from '../shared/domain/rtb/confirmation.ts';
import { runTargetTest } from '../shared/domain/rtb/target-test.ts';
import { definitionOf, type JobKind, type Payload, type PayloadInput, type Result } from '../shared/jobs.ts';

export type Handler<K extends JobKind> = (
  ctx: Context,
  payload: Payload<K>,
  signal: AbortSignal,
  /** Sends the result to the waiting request before the handler ends. The handler may continue with other work. */
  replyEarly: (result: Result<K>) => void,
) => Promise<Result<K>>;

/** The handler of each job kind, by queue. A kind without a handler does not compile. */
export const handlers: { [K in JobKind]: Handler<K> } = {
  // Queue imports
  'leads.import': (ctx, { importId }, signal) => runImport(ctx, importId, signal),
  'leads.recycle': (ctx, { recycleId }, signal) => runRecycle(ctx, recycleId, signal),

  // Queue dialer
  'dialer.tick': (ctx) => tickDialer(ctx),
  'campaigns.complete': (ctx) => completeOverCampaigns(ctx),
  'campaign.tick': async (ctx, { campaignId }) => {
    await tickCampaign(ctx, campaignId);
  },

  // Queue calls
  'agent.ring': (ctx, { legId }) => ringLeg(ctx, legId),
  'call.hangup': (ctx, { callId }) => hangUpCall(ctx, callId),
  'agent.park': (ctx, { parkedLegId }) => ringParkedLeg(ctx, parkedLegId),
  'call.redirect': (ctx, { callId, to }) => redirectCall(ctx, callId, to),
  'conversation.sync': (ctx, { callId }) => syncConversation(ctx, callId),
  'conversation.digits': (ctx, { callId }) => playDigits(ctx, callId),
  'leg.redirect': (ctx, { legId }) => redirectLeg(ctx, legId),
  'guest.sync': (ctx, { legId, hangUp }) => syncGuest(ctx, legId, hangUp),
  'call.place': (ctx, { callId }) => placeReservedCall(ctx, callId),

  // Queue auctions
  'auction.run': (ctx, auction, _signal, replyEarly) => runAuction(ctx, auction, replyEarly),
  'award.confirm': (ctx, payload) => confirmAward(ctx, payload),
  'target.test': (ctx, payload) => runTargetTest(ctx, payload),

  // Queue events
  'call.event': (ctx, report) => applyCarrierReport(ctx, report),
  'call.value': (ctx, { callId }) => recordCallValue(ctx, callId),
  'integration.calls': (ctx, { tenantId }) => startSyncsOfTenant(ctx, tenantId),

  // Queue retries
  'retry.schedule': (ctx, { callId }) => scheduleRetry(ctx, callId),
  'leads.release': (ctx, { tenantId, campaignId }) => releaseLeadsOfCampaign(ctx, tenantId, campaignId),

  // Queue reconcile
  'person.erase': (ctx, { erasureId }, signal) => runErasure(ctx, erasureId, signal),
  'recording.delete': (ctx, { recordingId }) => deleteRecording(ctx, recordingId),
  'agents.unpark': (ctx) => hangUpIdleParkedLegs(ctx),
  'parked-legs.price': (ctx) => reconcileParkedLegCosts(ctx),
  'recording.reconcile': (ctx, { callId }) => reconcileRecordings(ctx, callId),
  'cost.reconcile': async (ctx, { callId, poll }) => {
    // A recording has a price too, so fetch missing recordings before the prices.
    await reconcileRecordings(ctx, callId);
    await reconcileCost(ctx, callId, poll);
  },
  'dial.reconcile': (ctx, { callId }) => reconcileDialResult(ctx, callId),
  'inbound.reconcile': (ctx, _payload, signal) => insertUnknownCalls(ctx, signal),
  'calls.poll': (ctx, _payload, signal) => pollSilentCalls(ctx, signal),

  // Queue integrations
  'integration.sync': (ctx, { syncId }, signal) => runSync(ctx, syncId, signal),
  'integrations.tick': (ctx) => startDueSyncs(ctx),

  // Queue carrier
  'numbers.search': (ctx, payload) => runNumberSearch(ctx, payload),
  'carrier.account': (ctx) => runAccountRequest(ctx),
  'carrier.number': (ctx, payload) => runNumberLookup(ctx, payload),
  'carrier.numbers': (ctx, payload) => runNumberListRequest(ctx, payload),
  'number.update': (ctx, payload) => runNumberUpdate(ctx, payload),
  'number.purchase': (ctx, { purchaseId }) => runPurchase(ctx, purchaseId),
  'number.sync': (ctx, { numberId }) => syncNumberToCarrier(ctx, numberId),

  // Queue deliveries
  'webhook.deliver': (ctx, { deliveryId }) => deliverWebhook(ctx, deliveryId),

  // Queue system
  'statistics.update': (ctx, _payload, signal) => updateStatistics(ctx, signal),
  'health.sample': (ctx) => sampleHealth(ctx),
  'system.sweep': (ctx, _payload, signal) => sweep(ctx, signal),
};

/**
 * Runs the handler of one job. Parses the payload again, because the job may have been enqueued before a deploy.
 *
 * @param signal aborts if the process must stop before the handler ends. Another process then runs the job again.
 */
export async function runHandler<K extends JobKind>(
  ctx: Context,
  kind: K,
  payload: PayloadInput<K>,
  signal: AbortSignal = new AbortController().signal,
  replyEarly: (result: Result<K>) => void = () => {},
): Promise<Result<K>> {
  const parsed = definitionOf(kind).payload.parse(payload) as Payload<K>;
  return await handlers[kind](ctx, parsed, signal, replyEarly);
}
