import { runSync } from '../shared/domain/integration-syncs.ts';
import type { Handler } from './handlers.ts';

export const integrationSync: Handler<'integration.sync'> = (ctx, { syncId }, signal) => runSync(ctx, syncId, signal);
