import { settleCall } from '../shared/domain/settling.ts';
import type { Handler } from './handlers.ts';

export const callSettle: Handler<'call.settle'> = (ctx, { callId }) => settleCall(ctx, callId);
