import { settleAwardOf } from '../shared/domain/dial-results.ts';
import type { Handler } from './handlers.ts';

export const bidSettle: Handler<'bid.settle'> = (ctx, { callId }) => settleAwardOf(ctx, callId);
