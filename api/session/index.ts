import { agents } from './agents.ts';
import { auth } from './auth.ts';
import { buyers } from './buyers.ts';
import { calls } from './calls.ts';
import { campaigns } from './campaigns.ts';
import { bids } from './bids.ts';
import { createDialect, type SessionApp } from './dialect.ts';
import { hostedBidRoute } from './hosted-bids.ts';
import { rtbRouters } from './rtb-routers.ts';
import { rtbTargets } from './rtb-targets.ts';

/** Every route of the CallCenter Pro document, below /api. */
export function createSession(): SessionApp {
  const app = createDialect([auth, campaigns, buyers, agents, calls, rtbTargets, rtbRouters, bids]);
  // Answered outside, described here.
  app.openAPIRegistry.registerPath(hostedBidRoute);
  return app;
}
