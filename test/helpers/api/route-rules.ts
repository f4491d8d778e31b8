/**
 * A rule for every route of the APIs: the roles that may use the route. `surfaces.ts` has the rules of all other paths.
 * `test/api/app.access.test.ts` checks every rule and reports paths without a rule.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { newAgentPhone } from '../fixtures/agent-phones.ts';
import type { Role } from '../../../shared/domain/accounts/access.ts';
import { conversationRules } from './conversation-rules.ts';
import { agentRules } from './agent-rules.ts';
import { campaignRules } from './campaign-rules.ts';
import { exchangeRates, moneyRules } from './money-rules.ts';
import type { Rule } from './rule.ts';
import type { ApiName } from './openapi.ts';

export const ALL_ROLES: readonly Role[] = ['admin', 'supervisor', 'agent'];
const LEADERS: readonly Role[] = ['admin', 'supervisor'];

/** Returns a form with a CSV file of one lead, and with the id of the campaign that gets the lead. */
function form(campaignId?: string): FormData {
  const formData = new FormData();
  if (campaignId) formData.append('campaign_id', campaignId);
  formData.append('file', new File(['phone\n+14155552671\n'], 'numbers.csv', { type: 'text/csv' }));
  return formData;
}

const secondFactorProof = { current_password: 'securePassword123', code: '123456' };

const dialerRules: Record<string, Rule> = {
  'POST /auth/register': { for: 'public', body: {} },
  'POST /auth/login': { for: 'public', body: {} },
  // The reply is 400, because the current password is wrong.
  'POST /auth/password': {
    for: ALL_ROLES,
    body: { current_password: 'wrongPassword123', new_password: 'anotherPassword123' },
    answer: 400,
  },
  'GET /auth/sessions': { for: ALL_ROLES },
  // The request ends all sessions except the session of the request, so the other tests keep their credentials.
  'DELETE /auth/sessions': { for: ALL_ROLES },
  'DELETE /auth/sessions/{id}': { for: ALL_ROLES, table: 'sessions' },
  'GET /auth/me': { for: ALL_ROLES },
  'GET /floor': { for: LEADERS },
  'GET /floor/day': { for: LEADERS },
  'GET /auth/second-factor': { for: ALL_ROLES },
  // The reply is 400, because the current password is wrong.
  'POST /auth/second-factor': { for: ALL_ROLES, body: { current_password: 'wrongPassword123' }, answer: 400 },
  // The reply is 409, because the users have no second factor.
  'POST /auth/second-factor/confirm': { for: ALL_ROLES, body: { code: '123456' }, answer: 409 },
  'POST /auth/second-factor/recovery-codes': { for: ALL_ROLES, body: secondFactorProof, answer: 409 },
  'POST /auth/second-factor/remove': { for: ALL_ROLES, body: secondFactorProof, answer: 409 },
  'POST /auth/invitation': { for: 'public', body: {} },
  'POST /auth/password-reset': { for: 'public', body: {} },

  'GET /users': { for: ['admin'] },
  'POST /invitations': { for: ['admin'], body: () => ({ email: `${randomUUID()}@example.com` }) },
  'GET /invitations': { for: ['admin'] },
  'DELETE /invitations/{id}': { for: ['admin'], table: 'user_invitations' },
  'GET /users/{id}': { for: ['admin'], table: 'users' },
  'PUT /users/{id}': { for: ['admin'], table: 'users', body: { role: 'supervisor' } },
  'DELETE /users/{id}/sessions': { for: ['admin'], table: 'users' },
  'DELETE /users/{id}/second-factor': { for: ['admin'], table: 'users' },
  'POST /users/{id}/password-reset': { for: ['admin'], table: 'users' },

  'GET /api-keys': { for: ['admin'] },
  'POST /api-keys': { for: ['admin'], body: { name: 'Import job', permissions: ['leads.write'] } },
  'GET /api-keys/{id}': { for: ['admin'], table: 'api_keys' },
  'PUT /api-keys/{id}': { for: ['admin'], table: 'api_keys', body: { name: 'Changed' } },
  'POST /api-keys/{id}/rotate': { for: ['admin'], table: 'api_keys' },
  'DELETE /api-keys/{id}': { for: ['admin'], table: 'api_keys' },
  'GET /limits': { for: LEADERS },

  ...agentRules,
  ...campaignRules,

  'GET /leads': { for: ALL_ROLES, query: `campaign_id=${randomUUID()}`, answer: 404 },
  'POST /leads': { for: LEADERS, body: { campaign_id: randomUUID(), phone: '+14155552671' }, answer: 404 },
  'POST /leads/upload': { for: LEADERS, body: () => form(randomUUID()), answer: 404 },
  'GET /leads/template/csv': { for: ALL_ROLES },
  'GET /leads/{id}': { for: ALL_ROLES, table: 'leads' },
  // Agents may change only the call-back of a lead that was shown to them.
  'PUT /leads/{id}': { for: ALL_ROLES, table: 'leads', body: { notes: 'Changed' } },
  'DELETE /leads/{id}': { for: LEADERS, table: 'leads' },
  'POST /leads/{id}/call': { for: ALL_ROLES, table: 'leads' },
  'POST /leads/{id}/skip': { for: ALL_ROLES, table: 'leads' },
  'GET /imports': { for: LEADERS },
  'GET /imports/{id}': { for: LEADERS, table: 'lead_imports' },
  'GET /imports/{id}/errors.csv': { for: LEADERS, table: 'lead_imports' },
  'GET /imports/{id}/warnings': { for: LEADERS, table: 'lead_imports' },
  'GET /imports/{id}/rejected': { for: LEADERS, table: 'lead_imports' },

  'GET /dnc': { for: LEADERS },
  'POST /dnc': { for: LEADERS, body: { phone: '+14155552671' } },
  'POST /dnc/upload': { for: LEADERS, body: () => form() },
  'GET /compliance/number': { for: LEADERS, query: 'phone=%2B14155552671' },
  'GET /compliance/laws': { for: LEADERS },
  'DELETE /dnc/{id}': { for: LEADERS, table: 'dnc_numbers' },

  'GET /privacy/erasures': { for: ['admin'] },
  'POST /privacy/erasures': {
    for: ['admin'],
    body: () => ({ phone_number: `+1415${randomInt(2_000_000, 9_999_999)}`, reason: 'Asked by e-mail' }),
  },
  'GET /privacy/erasures/{id}': { for: ['admin'], table: 'erasures' },

  'GET /calls': { for: ALL_ROLES },
  'GET /calls/stats/summary': { for: ALL_ROLES },
  'GET /calls/stats/by-disposition': { for: ALL_ROLES },
  'GET /calls/export.csv': { for: ALL_ROLES },
  'PUT /calls/{id}': { for: ALL_ROLES, table: 'calls', body: { notes: 'Changed' } },
  'GET /calls/{id}': { for: ALL_ROLES, table: 'calls' },
  'POST /calls/{id}/hang-up': { for: ALL_ROLES, table: 'calls' },
  ...conversationRules,
};

const callCenterProAgentExample = () => ({ name: 'Jane Smith', phoneNumber: newAgentPhone() });
const buyerExample = { name: 'John Doe', phoneNumber: '+14155554444' };
const targetExample = { name: 'Premium Buyer', endpointUrl: 'https://api.premium.com/bid' };
/** Makes each offered phone number different, because the simulated carrier sells a phone number only once. */
let offerCount = 0;
const offerExample = () => ({ phoneNumber: `+12125550${100 + (offerCount++ % 20)}` });
const numberExample = () => ({ phoneNumber: `+1646${randomInt(2_000_000, 9_999_999)}` });
const callExample = () => ({ callerNumber: '+14155551111', destinationNumber: '+14155552222', callSid: randomUUID() });

const callCenterProRules: Record<string, Rule> = {
  'POST /auth/login': { for: 'public', body: { username: 'unknown' }, answer: 422 },
  'GET /audit-events': { for: ['admin'] },
  'GET /auth/user': { for: 'public', answer: 401 },
  'POST /auth/logout': { for: 'public', answer: 200 },

  'GET /campaigns': { for: ALL_ROLES },
  'POST /campaigns': { for: LEADERS, body: { name: 'Summer Campaign' } },
  'GET /campaigns/{id}': { for: ALL_ROLES, table: 'campaigns' },
  'PUT /campaigns/{id}': { for: LEADERS, table: 'campaigns', body: { name: 'Changed' } },
  'DELETE /campaigns/{id}': { for: LEADERS, table: 'campaigns' },

  'GET /buyers': { for: LEADERS },
  'POST /buyers': { for: LEADERS, body: buyerExample },
  'GET /buyers/usage': { for: LEADERS },
  'GET /buyers/{id}': { for: LEADERS, table: 'buyers' },
  'PUT /buyers/{id}': { for: LEADERS, table: 'buyers', body: { name: 'Changed' } },
  'DELETE /buyers/{id}': { for: LEADERS, table: 'buyers' },
  'GET /campaigns/{campaignId}/buyers': { for: LEADERS, table: 'campaigns' },
  'POST /campaigns/{campaignId}/buyers': {
    for: LEADERS,
    table: 'campaigns',
    body: () => ({ buyerId: randomUUID() }),
    answer: 404,
  },
  'DELETE /campaigns/{campaignId}/buyers/{buyerId}': { for: LEADERS, table: 'campaigns', answer: 404 },

  'GET /agents': { for: ALL_ROLES },
  'POST /agents': { for: LEADERS, body: callCenterProAgentExample },
  'GET /agents/{id}': { for: ALL_ROLES, table: 'agents' },
  'PUT /agents/{id}': { for: LEADERS, table: 'agents', body: { name: 'Changed' } },
  'PUT /agents/{id}/status': { for: ALL_ROLES, table: 'agents', body: { status: 'busy' } },

  'GET /agents/{id}/metrics': { for: ALL_ROLES, table: 'agents' },

  'GET /stats/historical': { for: LEADERS },
  'GET /stats/campaigns/{campaignId}': { for: LEADERS, table: 'campaigns' },
  'GET /stats/buyers/{buyerId}': { for: LEADERS, table: 'buyers' },
  'GET /stats/dashboard': { for: LEADERS },

  'GET /calls': { for: ALL_ROLES },
  'POST /calls': { for: LEADERS, body: callExample },
  'GET /calls/{id}': { for: ALL_ROLES, table: 'calls' },
  'PUT /calls/{id}': { for: LEADERS, table: 'calls', body: { hangupCause: 'Changed' } },
  'GET /calls/{id}/logs': { for: ALL_ROLES, table: 'calls' },
  ...moneyRules,
  'GET /campaigns/{campaignId}/calls': { for: ALL_ROLES, table: 'campaigns' },

  'GET /phone-numbers': { for: LEADERS },
  'POST /phone-numbers': { for: LEADERS, body: numberExample },
  'GET /phone-numbers/search': { for: LEADERS, query: 'areaCode=212&type=local&limit=10' },
  'POST /phone-numbers/purchase': { for: ['admin'], body: offerExample },
  'GET /phone-numbers/purchases/{id}': { for: ['admin'], table: 'number_purchases' },
  'GET /phone-numbers/{id}': { for: LEADERS, table: 'phone_numbers' },
  'PUT /phone-numbers/{id}': { for: LEADERS, table: 'phone_numbers', body: { friendlyName: 'Changed' } },
  'DELETE /phone-numbers/{id}': { for: LEADERS, table: 'phone_numbers' },
  'GET /pools': { for: LEADERS },
  'POST /pools': { for: LEADERS, body: { name: 'Main Pool' } },
  'GET /pools/{id}': { for: LEADERS, table: 'number_pools' },
  'PUT /pools/{id}': { for: LEADERS, table: 'number_pools', body: { name: 'Changed' } },
  'DELETE /pools/{id}': { for: LEADERS, table: 'number_pools' },
  'POST /pools/{id}/webhook-secret': { for: LEADERS, table: 'number_pools' },
  'GET /pools/{id}/stats': { for: LEADERS, table: 'number_pools' },
  'POST /pools/{poolId}/numbers': {
    for: LEADERS,
    table: 'number_pools',
    body: () => ({ phoneNumberId: randomUUID() }),
    answer: 404,
  },
  'DELETE /pools/{poolId}/numbers/{phoneNumberId}': { for: LEADERS, table: 'number_pools', answer: 404 },
  'GET /twilio/account': { for: LEADERS },
  'GET /twilio/phone-numbers': { for: LEADERS },
  'GET /twilio/phone-numbers/{phoneNumberSid}': {
    for: LEADERS,
    table: 'phone_numbers',
    column: 'phoneNumberSid',
  },
  'PUT /twilio/phone-numbers/{phoneNumberSid}': {
    for: LEADERS,
    table: 'phone_numbers',
    column: 'phoneNumberSid',
    body: { friendlyName: 'Changed' },
  },
  'GET /twilio/recordings/{recordingSid}': { for: ALL_ROLES, table: 'recordings', column: 'recordingSid' },
  // The reply is 404, because the test's call was not recorded and the carrier has no audio of the call.
  'GET /twilio/recordings/{recordingSid}/media': {
    for: ALL_ROLES,
    table: 'recordings',
    column: 'recordingSid',
    answer: 404,
  },

  'GET /rtb/targets': { for: LEADERS },
  'POST /rtb/targets': { for: LEADERS, body: targetExample },
  'DELETE /rtb/targets/clear-all': { for: ['admin'] },
  'GET /rtb/targets/usage': { for: LEADERS },
  'GET /rtb/targets/{id}': { for: LEADERS, table: 'rtb_targets' },
  'PUT /rtb/targets/{id}': { for: LEADERS, table: 'rtb_targets', body: { name: 'Changed' } },
  'DELETE /rtb/targets/{id}': { for: LEADERS, table: 'rtb_targets' },
  'POST /rtb/targets/{id}/test': { for: LEADERS, table: 'rtb_targets' },
  'GET /rtb/routers': { for: LEADERS },
  'POST /rtb/routers': { for: LEADERS, body: { name: 'Main Router' } },
  'GET /rtb/routers/{id}': { for: LEADERS, table: 'rtb_routers' },
  'PUT /rtb/routers/{id}': { for: LEADERS, table: 'rtb_routers', body: { name: 'Changed' } },
  'DELETE /rtb/routers/{id}': { for: LEADERS, table: 'rtb_routers' },
  'POST /rtb/routers/{routerId}/targets': {
    for: LEADERS,
    table: 'rtb_routers',
    body: () => ({ targetId: randomUUID() }),
    answer: 404,
  },
  'DELETE /rtb/routers/{routerId}/targets/{targetId}': { for: LEADERS, table: 'rtb_routers', answer: 404 },
  'GET /rtb/bid-requests': { for: LEADERS },
  'GET /rtb/bid-requests/{id}': { for: LEADERS, table: 'bid_requests' },
  'GET /rtb/bid-responses': { for: LEADERS, query: 'bidRequestId=1000000' },

  'GET /publishers': { for: LEADERS },
  'POST /publishers': { for: LEADERS, body: { name: 'Premium Publisher' } },
  'GET /publishers/{id}': { for: LEADERS, table: 'publishers' },
  'PUT /publishers/{id}': { for: LEADERS, table: 'publishers', body: { name: 'Changed' } },
  'DELETE /publishers/{id}': { for: LEADERS, table: 'publishers' },
  'GET /publishers/{publisherId}/campaigns': { for: LEADERS, table: 'publishers' },
  'POST /publishers/{publisherId}/campaigns': {
    for: LEADERS,
    table: 'publishers',
    body: () => ({ campaignId: randomUUID() }),
    answer: 404,
  },
  'DELETE /publishers/{publisherId}/campaigns/{campaignId}': { for: LEADERS, table: 'publishers', answer: 404 },
  'GET /publishers/{publisherId}/phone-numbers': { for: LEADERS, table: 'publishers' },
  'POST /publishers/{publisherId}/phone-numbers': {
    for: LEADERS,
    table: 'publishers',
    body: () => ({ phoneNumberId: randomUUID() }),
    answer: 404,
  },
  'DELETE /publishers/{publisherId}/phone-numbers/{phoneNumberId}': { for: LEADERS, table: 'publishers', answer: 404 },
  'GET /publishers/{publisherId}/tracking-tags': { for: LEADERS, table: 'publishers' },
  'POST /publishers/{publisherId}/tracking-tags': {
    for: LEADERS,
    table: 'publishers',
    body: () => ({ trackingTagId: randomUUID() }),
    answer: 404,
  },
  'DELETE /publishers/{publisherId}/tracking-tags/{trackingTagId}': { for: LEADERS, table: 'publishers', answer: 404 },
  'GET /publishers/{publisherId}/payouts': { for: LEADERS, table: 'publishers' },

  'GET /integrations': { for: LEADERS },
  'POST /integrations': { for: LEADERS, body: { name: 'HubSpot CRM', platform: 'hubspot', apiKey: 'secret_key' } },
  'GET /integrations/backfill': { for: LEADERS },
  'GET /integrations/{id}': { for: LEADERS, table: 'integrations' },
  'PUT /integrations/{id}': { for: LEADERS, table: 'integrations', body: { name: 'Changed' } },
  'DELETE /integrations/{id}': { for: LEADERS, table: 'integrations' },
  'POST /integrations/{id}/sync': { for: LEADERS, table: 'integrations' },
  'GET /integrations/{id}/syncs': { for: LEADERS, table: 'integrations' },
  'GET /integrations/{id}/syncs/{syncId}': { for: LEADERS, table: 'integrations', answer: 404 },

  'GET /tracking-tags': { for: LEADERS },
  'POST /tracking-tags': {
    for: LEADERS,
    body: () => ({ name: 'Landing Page Tag', campaignId: randomUUID() }),
    answer: 404,
  },
  'GET /tracking-tags/{id}': { for: LEADERS, table: 'tracking_tags' },
  'PUT /tracking-tags/{id}': { for: LEADERS, table: 'tracking_tags', body: { name: 'Changed' } },
  'DELETE /tracking-tags/{id}': { for: LEADERS, table: 'tracking_tags' },
  'GET /tracking-sessions': { for: LEADERS },
  'GET /dni/analytics': { for: LEADERS },
  // This route is public, because visitors of a customer's web page have no credential.
  'POST /dni/track': { for: 'public', body: {}, answer: 422 },
  // This route needs no user, because the hosted bidder checks the credentials of the target.
  'POST /rtb/webhook/{targetId}': { for: 'public', answer: 401 },
};

/** `table` and `column` have no meaning here: the operator's routes find the rows of every tenant. */
const operatorRules: Record<string, Rule> = {
  'GET /operator/tenants': { for: 'operator' },
  'GET /operator/tenants/{id}': { for: 'operator' },
  'GET /operator/number-grants': { for: 'operator' },
  'POST /operator/number-grants': {
    for: 'operator',
    body: () => ({ tenant: randomUUID(), phone_number: '+12125550150' }),
    answer: 404,
  },
  'DELETE /operator/number-grants/{id}': { for: 'operator' },
  'PUT /operator/tenants/{id}': { for: 'operator', body: { status: 'active' } },
  'GET /operator/exchange-rates': { for: 'operator' },
  'POST /operator/exchange-rates': { for: 'operator', body: exchangeRates },
  'GET /operator/invitations': { for: 'operator' },
  'POST /operator/invitations': { for: 'operator', body: {} },
  'DELETE /operator/invitations/{id}': { for: 'operator' },
};

export const rulesOf: Record<ApiName, Record<string, Rule>> = {
  dialer: dialerRules,
  'callcenter-pro': callCenterProRules,
  operator: operatorRules,
};

export type Case = { api: ApiName; route: string; rule: Rule };

export const cases = (Object.keys(rulesOf) as ApiName[]).flatMap((api) =>
  Object.entries(rulesOf[api]).map(([route, rule]): Case => ({ api, route, rule })),
);
