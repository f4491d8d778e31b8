import { listAtCarrier } from '../shared/domain/carrier-numbers.ts';
import type { Handler } from './handlers.ts';

export const carrierNumbers: Handler<'carrier.numbers'> = (ctx, payload) => listAtCarrier(ctx, payload);
