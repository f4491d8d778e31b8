import { reconcileCost } from '../shared/domain/costs.ts';
import { reconcileRecordings } from '../shared/domain/recordings.ts';
import type { Handler } from './handlers.ts';

export const costReconcile: Handler<'cost.reconcile'> = async (ctx, { callId, poll }) => {
  // A recording has its price, too: as long as one is missing, each look at the prices is a look for it.
  await reconcileRecordings(ctx, callId);
  await reconcileCost(ctx, callId, poll);
};
