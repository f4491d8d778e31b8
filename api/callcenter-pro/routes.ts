import { accountRoutes } from './accounts/account.ts';
import { agentRoutes } from './agents/agents.ts';
import { exchangeRateRoutes } from './accounts/exchange-rates.ts';
import { auditEventRoutes } from './accounts/audit-events.ts';
import { authRoutes } from './accounts/auth.ts';
import { buyerRoutes } from './routing/buyers.ts';
import { callRoutes } from './calls/calls.ts';
import { callLedgerRoutes } from './calls/ledger.ts';
import { campaignRoutes } from './campaigns/campaigns.ts';
import { bidRoutes } from './rtb/bids.ts';
import { createApi } from '../http/conventions/api.ts';
import type { ApiApp } from '../http/routes.ts';
import { dniAnalyticsRoutes } from './tracking/dni-analytics.ts';
import { trackingSessionRoutes, trackVisitRoute } from './tracking/visits.ts';
import { hostedBidRoute } from './rtb/hosted-bids.ts';
import { integrationRoutes } from './integrations/integrations.ts';
import { syncRoutes } from './integrations/syncs.ts';
import { payouts } from './publishers/payouts.ts';
import { phoneNumberRoutes } from './numbers/phone-numbers.ts';
import { numberPoolRoutes } from './numbers/pools.ts';
import { numberPurchaseRoutes } from './numbers/purchases.ts';
import { publisherSourceRoutes } from './publishers/sources.ts';
import { publisherRoutes } from './publishers/publishers.ts';
import { capRoutes } from './routing/caps.ts';
import { disputeRoutes } from './routing/disputes.ts';
import { followPostbackRoute, postbackRoutes, sendPostbackRoute } from './routing/postbacks.ts';
import { reportRoutes } from './operations/reports.ts';
import { statementRoutes } from './operations/statements.ts';
import { routerRoutes } from './rtb/routers.ts';
import { targetRoutes } from './rtb/targets.ts';
import { historicalStatisticsRoutes } from './operations/historical-statistics.ts';
import { campaignStatisticsRoutes } from './operations/campaign-statistics.ts';
import { buyerStatisticsRoutes } from './operations/buyer-statistics.ts';
import { dashboardRoutes } from './operations/dashboard.ts';
import { trackingTagRoutes } from './tracking/tags.ts';
import { twilioRoutes } from './numbers/twilio.ts';
import { numberSearchRoutes } from './numbers/number-search.ts';

/**
 * Paths that work without a session: login, registration, the two requests with a one-time code, logout, and the query
 * whether a user is logged in.
 */
const OPEN_PATHS = new Set([
  '/api/auth/login',
  '/api/auth/register',
  '/api/auth/invitation',
  '/api/auth/password-reset',
  '/api/auth/user',
  '/api/auth/logout',
]);

/** Creates the app with all routes of the CallCenter Pro API, below /api. */
export function createCallCenterProApi(): ApiApp {
  const app = createApi({
    nouns: [
      authRoutes,
      auditEventRoutes,
      accountRoutes,
      exchangeRateRoutes,
      campaignRoutes,
      // These routes come before those with `{id}`, which would match `/buyers/usage` and `/rtb/targets/usage`.
      capRoutes,
      buyerRoutes,
      agentRoutes,
      callRoutes,
      callLedgerRoutes,
      disputeRoutes,
      postbackRoutes,
      statementRoutes,
      reportRoutes,
      targetRoutes,
      routerRoutes,
      bidRoutes,
      // These routes come before `phoneNumberRoutes`, because `/phone-numbers/{id}` would match
      // `/phone-numbers/search`.
      numberSearchRoutes,
      numberPurchaseRoutes,
      phoneNumberRoutes,
      numberPoolRoutes,
      twilioRoutes,
      publisherRoutes,
      payouts,
      publisherSourceRoutes,
      integrationRoutes,
      syncRoutes,
      historicalStatisticsRoutes,
      campaignStatisticsRoutes,
      buyerStatisticsRoutes,
      dashboardRoutes,
      dniAnalyticsRoutes,
      trackingTagRoutes,
      trackingSessionRoutes,
    ],
    openPaths: OPEN_PATHS,
    validationStatus: 422,
  });
  // `app.ts` mounts these routes outside this API, because the routes need no session. The OpenAPI document of this API
  // describes the routes.
  for (const route of [hostedBidRoute, trackVisitRoute, sendPostbackRoute, followPostbackRoute])
    app.openAPIRegistry.registerPath(route);
  return app;
}
