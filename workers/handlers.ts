import type { Context } from '../shared/context.ts';
import type { JobKind, Payload, Result } from '../shared/jobs.ts';
import { agentPark } from './agent-park.ts';
import { agentRing } from './agent-ring.ts';
import { agentsUnpark } from './agents-unpark.ts';
import { auctionRun } from './auction-run.ts';
import { callEvent } from './call-event.ts';
import { callHangup } from './call-hangup.ts';
import { callPlace } from './call-place.ts';
import { callRedirect } from './call-redirect.ts';
import { callSettle } from './call-settle.ts';
import { callsPoll } from './calls-poll.ts';
import { campaignTick } from './campaign-tick.ts';
import { carrierAccount } from './carrier-account.ts';
import { carrierNumbers } from './carrier-numbers.ts';
import { costReconcile } from './cost-reconcile.ts';
import { dialReconcile } from './dial-reconcile.ts';
import { dialerTick } from './dialer-tick.ts';
import { healthSample } from './health-sample.ts';
import { integrationSync } from './integration-sync.ts';
import { integrationsTick } from './integrations-tick.ts';
import { leadsImport } from './leads-import.ts';
import { numberConfigure } from './number-configure.ts';
import { numberPurchase } from './number-purchase.ts';
import { numberUpdate } from './number-update.ts';
import { numbersSearch } from './numbers-search.ts';
import { recordingReconcile } from './recording-reconcile.ts';
import { retrySchedule } from './retry-schedule.ts';
import { statsCount } from './stats-count.ts';
import { systemSweep } from './system-sweep.ts';
import { targetTest } from './target-test.ts';
import { webhookDeliver } from './webhook-deliver.ts';

export type Handler<K extends JobKind> = (
  ctx: Context,
  payload: Payload<K>,
  signal: AbortSignal,
  /** Tells whoever asked the result before the handler is done; it may go on with what nobody waits for. */
  answer: (result: Result<K>) => void,
) => Promise<Result<K>>;

/** Every kind has its handler, or this does not compile. */
export const handlers: { [K in JobKind]: Handler<K> } = {
  'agent.park': agentPark,
  'agent.ring': agentRing,
  'agents.unpark': agentsUnpark,
  'auction.run': auctionRun,
  'call.event': callEvent,
  'call.hangup': callHangup,
  'call.place': callPlace,
  'call.redirect': callRedirect,
  'call.settle': callSettle,
  'calls.poll': callsPoll,
  'campaign.tick': campaignTick,
  'carrier.account': carrierAccount,
  'carrier.numbers': carrierNumbers,
  'cost.reconcile': costReconcile,
  'dial.reconcile': dialReconcile,
  'dialer.tick': dialerTick,
  'health.sample': healthSample,
  'integration.sync': integrationSync,
  'integrations.tick': integrationsTick,
  'leads.import': leadsImport,
  'number.configure': numberConfigure,
  'number.purchase': numberPurchase,
  'number.update': numberUpdate,
  'numbers.search': numbersSearch,
  'recording.reconcile': recordingReconcile,
  'retry.schedule': retrySchedule,
  'stats.count': statsCount,
  'system.sweep': systemSweep,
  'target.test': targetTest,
  'webhook.deliver': webhookDeliver,
};
