import { runSearch } from '../shared/domain/carrier-numbers.ts';
import type { Handler } from './handlers.ts';

export const numbersSearch: Handler<'numbers.search'> = (ctx, payload) => runSearch(ctx, payload);
