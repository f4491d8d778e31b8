import { applyReport } from '../shared/domain/call-progress.ts';
import type { Handler } from './handlers.ts';

export const callEvent: Handler<'call.event'> = (ctx, report) => applyReport(ctx, report);
