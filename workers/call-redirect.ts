import { redirectCall } from '../shared/domain/call-control.ts';
import type { Handler } from './handlers.ts';

export const callRedirect: Handler<'call.redirect'> = (ctx, { callId, to }) => redirectCall(ctx, callId, to);
