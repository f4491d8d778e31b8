import { runPurchase } from '../shared/domain/number-purchases.ts';
import type { Handler } from './handlers.ts';

export const numberPurchase: Handler<'number.purchase'> = (ctx, { purchaseId }) => runPurchase(ctx, purchaseId);
