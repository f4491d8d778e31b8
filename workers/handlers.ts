import type { Context } from '../shared/context.ts';
import type { JobKind, Payload, Result } from '../shared/jobs.ts';
import { agentPark } from './agent-park.ts';
import { agentRing } from './agent-ring.ts';
import { agentsUnpark } from './agents-unpark.ts';
import { auctionRun } from './auction-run.ts';
import { bidSettle } from './bid-settle.ts';
import { callEvent } from './call-event.ts';
import { callHangup } from './call-hangup.ts';
import { callPlace } from './call-place.ts';
import { callRedirect } from './call-redirect.ts';
import { callsPoll } from './calls-poll.ts';
import { campaignTick } from './campaign-tick.ts';
import { costReconcile } from './cost-reconcile.ts';
import { dialerTick } from './dialer-tick.ts';
import { leadsImport } from './leads-import.ts';
import { recordingReconcile } from './recording-reconcile.ts';
import { retrySchedule } from './retry-schedule.ts';
import { systemSweep } from './system-sweep.ts';
import { targetTest } from './target-test.ts';

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
  'bid.settle': bidSettle,
  'call.event': callEvent,
  'call.hangup': callHangup,
  'call.place': callPlace,
  'call.redirect': callRedirect,
  'calls.poll': callsPoll,
  'campaign.tick': campaignTick,
  'cost.reconcile': costReconcile,
  'dialer.tick': dialerTick,
  'leads.import': leadsImport,
  'recording.reconcile': recordingReconcile,
  'retry.schedule': retrySchedule,
  'system.sweep': systemSweep,
  'target.test': targetTest,
};
