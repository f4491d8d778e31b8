import { agentGroups } from './agent-groups.ts';
import { agents } from './agents.ts';
import { auth } from './auth.ts';
import { calls } from './calls.ts';
import { campaigns } from './campaigns.ts';
import { type BearerApp, createDialect } from './dialect.ts';
import { dnc } from './dnc.ts';
import { leadImports } from './lead-imports.ts';
import { leads } from './leads.ts';
import { previews } from './previews.ts';

/** Every route of the dialer document, below /api. */
export function createBearer(): BearerApp {
  return createDialect([auth, campaigns, agents, agentGroups, calls, leadImports, leads, previews, dnc]);
}
