import { sweep } from '../shared/domain/sweeping.ts';
import type { Handler } from './handlers.ts';

export const systemSweep: Handler<'system.sweep'> = (ctx, _payload, signal) => sweep(ctx, signal);
