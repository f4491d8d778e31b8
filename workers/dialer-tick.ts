import { tickDialer } from '../shared/domain/dialing.ts';
import type { Handler } from './handlers.ts';

export const dialerTick: Handler<'dialer.tick'> = (ctx) => tickDialer(ctx);
