import { reconcileCost } from '../shared/domain/costs.ts';
import type { Handler } from './handlers.ts';

export const costReconcile: Handler<'cost.reconcile'> = (ctx, { callId, poll }) => reconcileCost(ctx, callId, poll);
