import { countCalls } from '../shared/domain/stats.ts';
import type { Handler } from './handlers.ts';

export const statsCount: Handler<'stats.count'> = (ctx, _payload, signal) => countCalls(ctx, signal);
