import type { Handler } from './handlers.ts';

export const leadsImport: Handler<'leads.import'> = async () => {
  throw new Error('being written');
};
