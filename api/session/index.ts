import { agents } from './agents.ts';
import { auth } from './auth.ts';
import { buyers } from './buyers.ts';
import { calls } from './calls.ts';
import { campaigns } from './campaigns.ts';
import { bids } from './bids.ts';
import { createDialect, type SessionApp } from './dialect.ts';
import { dni } from './dni.ts';
import { trackRoute } from './dni-track.ts';
import { hostedBidRoute } from './hosted-bids.ts';
import { integrations } from './integrations.ts';
import { integrationSyncs } from './integration-syncs.ts';
import { payouts } from './payouts.ts';
import { phoneNumbers } from './phone-numbers.ts';
import { pools } from './pools.ts';
import { publisherSources } from './publisher-sources.ts';
import { publishers } from './publishers.ts';
import { rtbRouters } from './rtb-routers.ts';
import { rtbTargets } from './rtb-targets.ts';
import { stats } from './stats.ts';
import { tracking } from './tracking.ts';
import { twilio } from './twilio.ts';

/** Every route of the CallCenter Pro document, below /api. */
export function createSession(): SessionApp {
  const app = createDialect([
    auth,
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
  ]);
  // Answered outside, described here.
  for (const route of [hostedBidRoute, trackRoute]) app.openAPIRegistry.registerPath(route);
  return app;
}
