import { reconcileRecordings } from '../shared/domain/recordings.ts';
import type { Handler } from './handlers.ts';

export const recordingReconcile: Handler<'recording.reconcile'> = (ctx, { callId }) => reconcileRecordings(ctx, callId);
