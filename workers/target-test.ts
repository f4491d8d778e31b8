import { tryTarget } from '../shared/domain/bidding.ts';
import type { Handler } from './handlers.ts';

export const targetTest: Handler<'target.test'> = (ctx, payload) => tryTarget(ctx, payload);
