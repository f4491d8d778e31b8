import { agentGroups } from './agents/groups.ts';
import { agents } from './agents/agents.ts';
import { authRoutes } from './accounts/auth.ts';
import { calls } from './calls/calls.ts';
import { campaigns } from './campaigns/campaigns.ts';
import { dnc } from './compliance/dnc.ts';
import { leadImports } from './leads/imports.ts';
import { leads } from './leads/leads.ts';
import { pacingRoutes } from './pacing/pacing.ts';
import { previewRoutes } from './dialing/previews.ts';
import { type ApiApp, createApi } from '../http/routes.ts';

/** Paths that work without a credential: login and registration. */
const OPEN_PATHS = new Set(['/api/auth/register', '/api/auth/login']);

/** Every route of the dialer API, below /api. */
export function createDialerApi(): ApiApp {
  return createApi({
    nouns: [authRoutes, campaigns, pacingRoutes, agents, agentGroups, calls, leadImports, leads, previewRoutes, dnc],
    security: ['bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }],
    openPaths: OPEN_PATHS,
    validationStatus: 400,
  });
}
