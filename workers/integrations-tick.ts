import { syncAll } from '../shared/domain/integration-syncs.ts';
import type { Handler } from './handlers.ts';

export const integrationsTick: Handler<'integrations.tick'> = (ctx) => syncAll(ctx);
