import type { Context } from '../shared/context.ts';
import { ringAgent } from '../shared/domain/calls/agent-legs.ts';
import { hangUpCall, redirectCall } from '../shared/domain/calls/control.ts';
import { reconcileCost } from '../shared/domain/calls/costs.ts';
import { ringLine, unparkIdleAgents } from '../shared/domain/calls/parked-legs.ts';
import { applyReport } from '../shared/domain/calls/progress.ts';
import { reconcileRecordings } from '../shared/domain/calls/recordings.ts';
import { pollSilentCalls } from '../shared/domain/calls/silent-calls.ts';
import { placeReservedCall } from '../shared/domain/dialing/place.ts';
import { scheduleRetry } from '../shared/domain/dialing/retries.ts';
import { tickCampaign, tickDialer } from '../shared/domain/dialing/tick.ts';
import { runSync, syncAll } from '../shared/domain/integrations/syncs.ts';
import { runImport } from '../shared/domain/leads/import-run.ts';
import { fetchAccount, listAtCarrier, runSearch, runUpdate, tellCarrier } from '../shared/domain/numbers/carrier.ts';
import { deliver } from '../shared/domain/numbers/pool-webhooks.ts';
import { runPurchase } from '../shared/domain/numbers/purchases.ts';
import { sampleHealth } from '../shared/domain/operations/health.ts';
import { countCalls } from '../shared/domain/operations/statistics.ts';
import { sweep } from '../shared/domain/operations/sweeper.ts';
import { settleCall } from '../shared/domain/routing/call-value.ts';
import { reconcileDial } from '../shared/domain/routing/dial-results.ts';
import { runAuction, tryTarget } from '../shared/domain/rtb/auction-run.ts';
import type { JobKind, Payload, Result } from '../shared/jobs.ts';

export type Handler<K extends JobKind> = (
  ctx: Context,
  payload: Payload<K>,
  signal: AbortSignal,
  /** Tells whoever asked the result before the handler is done; it may go on with what nobody waits for. */
  answer: (result: Result<K>) => void,
) => Promise<Result<K>>;

/** The handler of each job kind. A kind without a handler does not compile. */
export const handlers: { [K in JobKind]: Handler<K> } = {
  'agent.park': (ctx, { lineId }) => ringLine(ctx, lineId),
  'agent.ring': (ctx, { legId }) => ringAgent(ctx, legId),
  'agents.unpark': (ctx) => unparkIdleAgents(ctx),
  'auction.run': (ctx, auction, _signal, answer) => runAuction(ctx, auction, answer),
  'call.event': (ctx, report) => applyReport(ctx, report),
  'call.hangup': (ctx, { callId }) => hangUpCall(ctx, callId),
  'call.place': (ctx, { callId }) => placeReservedCall(ctx, callId),
  'call.redirect': (ctx, { callId, to }) => redirectCall(ctx, callId, to),
  'call.settle': (ctx, { callId }) => settleCall(ctx, callId),
  'calls.poll': (ctx, _payload, signal) => pollSilentCalls(ctx, signal),
  'campaign.tick': async (ctx, { campaignId }) => {
    await tickCampaign(ctx, campaignId);
  },
  'carrier.account': (ctx) => fetchAccount(ctx),
  'carrier.numbers': (ctx, payload) => listAtCarrier(ctx, payload),
  'cost.reconcile': async (ctx, { callId, poll }) => {
    // A recording has a price too, so missing recordings are fetched before prices are asked for.
    await reconcileRecordings(ctx, callId);
    await reconcileCost(ctx, callId, poll);
  },
  'dial.reconcile': (ctx, { callId }) => reconcileDial(ctx, callId),
  'dialer.tick': (ctx) => tickDialer(ctx),
  'health.sample': (ctx) => sampleHealth(ctx),
  'integration.sync': (ctx, { syncId }, signal) => runSync(ctx, syncId, signal),
  'integrations.tick': (ctx) => syncAll(ctx),
  'leads.import': (ctx, { importId }, signal) => runImport(ctx, importId, signal),
  'number.configure': (ctx, { numberId }) => tellCarrier(ctx, numberId),
  'number.purchase': (ctx, { purchaseId }) => runPurchase(ctx, purchaseId),
  'number.update': (ctx, payload) => runUpdate(ctx, payload),
  'numbers.search': (ctx, payload) => runSearch(ctx, payload),
  'recording.reconcile': (ctx, { callId }) => reconcileRecordings(ctx, callId),
  'retry.schedule': (ctx, { callId }) => scheduleRetry(ctx, callId),
  'stats.count': (ctx, _payload, signal) => countCalls(ctx, signal),
  'system.sweep': (ctx, _payload, signal) => sweep(ctx, signal),
  'target.test': (ctx, payload) => tryTarget(ctx, payload),
  'webhook.deliver': (ctx, { deliveryId }) => deliver(ctx, deliveryId),
};
