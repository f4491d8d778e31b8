import { tellCarrier } from '../shared/domain/carrier-numbers.ts';
import type { Handler } from './handlers.ts';

export const numberConfigure: Handler<'number.configure'> = (ctx, { numberId }) => tellCarrier(ctx, numberId);
