import { deliver } from '../shared/domain/pool-webhooks.ts';
import type { Handler } from './handlers.ts';

export const webhookDeliver: Handler<'webhook.deliver'> = (ctx, { deliveryId }) => deliver(ctx, deliveryId);
