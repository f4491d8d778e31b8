import { sampleHealth } from '../shared/domain/health.ts';
import type { Handler } from './handlers.ts';

export const healthSample: Handler<'health.sample'> = (ctx) => sampleHealth(ctx);
