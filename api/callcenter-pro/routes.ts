import { agents } from './agents/agents.ts';
import { authRoutes } from './accounts/auth.ts';
import { buyers } from './routing/buyers.ts';
import { calls } from './calls/calls.ts';
import { campaigns } from './campaigns/campaigns.ts';
import { bids } from './rtb/bids.ts';
import { type ApiApp, createApi } from '../http/routes.ts';
import { dni } from './tracking/dni.ts';
import { trackRoute } from './tracking/dni-track.ts';
import { hostedBidRoute } from './rtb/hosted-bids.ts';
import { integrations } from './integrations/integrations.ts';
import { integrationSyncs } from './integrations/syncs.ts';
import { payouts } from './publishers/payouts.ts';
import { phoneNumbers } from './numbers/phone-numbers.ts';
import { pools } from './numbers/pools.ts';
import { publisherSources } from './publishers/sources.ts';
import { publishers } from './publishers/publishers.ts';
import { rtbRouters } from './rtb/routers.ts';
import { rtbTargets } from './rtb/targets.ts';
import { stats } from './operations/statistics.ts';
import { tracking } from './tracking/tags.ts';
import { twilio } from './numbers/twilio.ts';

/** Paths that work without a session: they open one, close one, or ask whether there is one. */
const OPEN_PATHS = new Set(['/api/auth/login', '/api/auth/register', '/api/auth/user', '/api/auth/logout']);

/** Every route of the CallCenter Pro API, below /api. */
export function createCallCenterProApi(): ApiApp {
  const app = createApi({
    nouns: [
      authRoutes,
      campaigns,
      buyers,
      agents,
      calls,
      rtbTargets,
      rtbRouters,
      bids,
      phoneNumbers,
      pools,
      twilio,
      publishers,
      payouts,
      publisherSources,
      integrations,
      integrationSyncs,
      stats,
      dni,
      tracking,
    ],
    security: ['session', { type: 'apiKey', in: 'cookie', name: 'sid' }],
    openPaths: OPEN_PATHS,
    validationStatus: 422,
  });
  // `app.ts` mounts these two, because they answer without a session. Their documentation belongs here.
  for (const route of [hostedBidRoute, trackRoute]) app.openAPIRegistry.registerPath(route);
  return app;
}
