import { runUpdate } from '../shared/domain/carrier-numbers.ts';
import type { Handler } from './handlers.ts';

export const numberUpdate: Handler<'number.update'> = (ctx, payload) => runUpdate(ctx, payload);
