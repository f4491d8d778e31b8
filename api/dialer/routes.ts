import { agentGroupRoutes } from './agents/groups.ts';
import { agentRoutes } from './agents/agents.ts';
import { apiKeyRoutes } from './accounts/api-keys.ts';
import { authRoutes } from './accounts/auth.ts';
import { callExportRoutes } from './calls/export.ts';
import { callRoutes } from './calls/calls.ts';
import { campaignRoutes } from './campaigns/campaigns.ts';
import { dncRoutes } from './compliance/dnc.ts';
import { importRoutes } from './leads/imports.ts';
import { leadRoutes } from './leads/leads.ts';
import { limitRoutes } from './accounts/limits.ts';
import { pacingRoutes } from './pacing/pacing.ts';
import { previewRoutes } from './dialing/previews.ts';
import { type ApiApp, createApi } from '../http/routes.ts';
import { leadCsvTemplateRoutes } from './leads/csv-template.ts';

/** Paths that work without a credential: login and registration. */
const OPEN_PATHS = new Set(['/api/auth/register', '/api/auth/login']);

/** Creates the app with all routes of the dialer API, below /api. */
export function createDialerApi(): ApiApp {
  return createApi({
    nouns: [
      authRoutes,
      apiKeyRoutes,
      limitRoutes,
      campaignRoutes,
      pacingRoutes,
      agentRoutes,
      agentGroupRoutes,
      callExportRoutes,
      callRoutes,
      importRoutes,
      leadCsvTemplateRoutes,
      leadRoutes,
      previewRoutes,
      dncRoutes,
    ],
    security: ['bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }],
    openPaths: OPEN_PATHS,
    validationStatus: 400,
  });
}
