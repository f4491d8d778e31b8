import { runImport } from '../shared/domain/import-runs.ts';
import type { Handler } from './handlers.ts';

export const leadsImport: Handler<'leads.import'> = (ctx, { importId }, signal) => runImport(ctx, importId, signal);
