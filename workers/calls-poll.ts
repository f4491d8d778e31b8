import { pollSilentCalls } from '../shared/domain/polling.ts';
import type { Handler } from './handlers.ts';

export const callsPoll: Handler<'calls.poll'> = (ctx, _payload, signal) => pollSilentCalls(ctx, signal);
