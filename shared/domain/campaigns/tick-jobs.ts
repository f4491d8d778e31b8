import type { EnqueueOptions } from '../../enqueue.ts';
import type { Tx } from '../../transaction.ts';

/**
 * If the tick of a campaign has not ended after this time, another worker may run the next tick of the campaign. The
 * worker of the first tick may be dead, frozen or cut off from Postgres. Milliseconds of real time.
 */
const TICK_MS_MAX = 2_000;

/** Turns 1 belong to the ticks of the second, so that many requests of one tenant do not delay other tenants. */
const REQUESTED_TURN = 2;

/** Options of the job `campaign.tick`. The campaign has at most one waiting tick. */
export const tickOptions = (campaignId: number, turn: number): EnqueueOptions => ({
  deduplicationKey: String(campaignId),
  deduplicationMs: TICK_MS_MAX,
  turn,
});

/**
 * Enqueues a tick of the campaign, because leads became due. Without it, the tick of the next second calls them, so a lost
 * job needs no repair.
 */
export const enqueueTick = ({ enqueue }: Pick<Tx, 'enqueue'>, campaignId: number): Promise<void> =>
  enqueue('campaign.tick', { campaignId }, { ...tickOptions(campaignId, REQUESTED_TURN), isSwept: true });
