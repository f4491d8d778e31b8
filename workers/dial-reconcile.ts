import { reconcileDial } from '../shared/domain/dial-results.ts';
import type { Handler } from './handlers.ts';

export const dialReconcile: Handler<'dial.reconcile'> = (ctx, { callId }) => reconcileDial(ctx, callId);
