import { fetchAccount } from '../shared/domain/carrier-numbers.ts';
import type { Handler } from './handlers.ts';

export const carrierAccount: Handler<'carrier.account'> = (ctx) => fetchAccount(ctx);
