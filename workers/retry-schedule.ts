import { scheduleRetry } from '../shared/domain/retries.ts';
import type { Handler } from './handlers.ts';

export const retrySchedule: Handler<'retry.schedule'> = (ctx, { callId }) => scheduleRetry(ctx, callId);
