import { placeReservedCall } from '../shared/domain/placing.ts';
import type { Handler } from './handlers.ts';

export const callPlace: Handler<'call.place'> = (ctx, { callId }) => placeReservedCall(ctx, callId);
