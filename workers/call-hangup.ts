import { hangUpCall } from '../shared/domain/call-control.ts';
import type { Handler } from './handlers.ts';

export const callHangup: Handler<'call.hangup'> = (ctx, { callId }) => hangUpCall(ctx, callId);
