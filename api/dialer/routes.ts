import { agentGroupRoutes } from './agents/groups.ts';
import { agentRoutes } from './agents/agents.ts';
import { agentDeviceRoutes } from './agents/devices.ts';
import { agentStateRoutes } from './agents/states.ts';
import { apiKeyRoutes } from './accounts/api-keys.ts';
import { authRoutes } from './accounts/auth.ts';
import { loginSessionRoutes } from './accounts/login-sessions.ts';
import { passwordRoutes } from './accounts/passwords.ts';
import { secondFactorRoutes } from './accounts/second-factors.ts';
import { userRoutes } from './accounts/users.ts';
import { callExportRoutes } from './calls/export.ts';
import { callRoutes } from './calls/calls.ts';
import { conversationRoutes } from './conversations/conversations.ts';
import { campaignRoutes } from './campaigns/campaigns.ts';
import { dispositionRoutes } from './campaigns/dispositions.ts';
import { complianceRoutes } from './compliance/numbers.ts';
import { dncRoutes } from './compliance/dnc.ts';
import { importRoutes } from './leads/imports.ts';
import { floorRoutes } from './operations/floor.ts';
import { erasureRoutes } from './operations/erasures.ts';
import { callBackRoutes } from './leads/call-backs.ts';
import { leadRoutes } from './leads/leads.ts';
import { limitRoutes } from './accounts/limits.ts';
import { pacingRoutes } from './pacing/pacing.ts';
import { previewRoutes } from './dialing/previews.ts';
import { recycleRoutes } from './leads/recycles.ts';
import { createApi } from '../http/conventions/api.ts';
import type { ApiApp } from '../http/routes.ts';
import { leadCsvTemplateRoutes } from './leads/csv-template.ts';

/** Paths that work without a credential: login, registration, and the two requests with a one-time code. */
const OPEN_PATHS = new Set([
  '/api/auth/register',
  '/api/auth/login',
  '/api/auth/invitation',
  '/api/auth/password-reset',
]);

/** Creates the app with all routes of the dialer API, below /api. */
export function createDialerApi(): ApiApp {
  return createApi({
    nouns: [
      authRoutes,
      apiKeyRoutes,
      limitRoutes,
      passwordRoutes,
      dispositionRoutes,
      loginSessionRoutes,
      secondFactorRoutes,
      userRoutes,
      campaignRoutes,
      pacingRoutes,
      agentRoutes,
      agentDeviceRoutes,
      agentStateRoutes,
      agentGroupRoutes,
      callExportRoutes,
      callRoutes,
      conversationRoutes,
      importRoutes,
      leadCsvTemplateRoutes,
      callBackRoutes,
      leadRoutes,
      recycleRoutes,
      previewRoutes,
      dncRoutes,
      complianceRoutes,
      erasureRoutes,
      floorRoutes,
    ],
    openPaths: OPEN_PATHS,
    validationStatus: 400,
  });
}
