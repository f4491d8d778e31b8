/** Every route of both dialects with what it promises; test/routes.test.ts holds them to it, and finds what is missing here. */
import { randomInt, randomUUID } from 'node:crypto';
import type { Role } from '../../../shared/domain/accounts/access.ts';
import { campaignExample } from './client.ts';
import type { insertRow } from '../fixtures/rows.ts';
import type { ApiName } from './openapi.ts';

export type Rule = {
  /** Who may; `public` needs no credential. */
  for: readonly Role[] | 'public';
  /** The table of the first id in the path. */
  table?: keyof typeof insertRow;
  /** What the path names it by, where that is not an id of ours. */
  column?: string;
  /** Input that passes validation, so that what refuses is the permission. */
  body?: unknown;
  query?: string;
  /** What those who may get, where the input names something that is not there; and what the public gets. */
  answer?: number;
};

export const ALL_ROLES: readonly Role[] = ['admin', 'supervisor', 'agent'];
const leaders: readonly Role[] = ['admin', 'supervisor'];

/** A file of one row, and the campaign it is for. */
function form(campaignId?: string): FormData {
  const sent = new FormData();
  if (campaignId) sent.append('campaign_id', campaignId);
  sent.append('file', new File(['phone\n+14155552671\n'], 'numbers.csv', { type: 'text/csv' }));
  return sent;
}

export const agentExample = { name: 'John Doe', phone: '+14155553333' };

const dialerRules: Record<string, Rule> = {
  'POST /auth/register': { for: 'public', body: {} },
  'POST /auth/login': { for: 'public', body: {} },

  'GET /campaigns': { for: ALL_ROLES },
  'POST /campaigns': { for: leaders, body: campaignExample },
  'GET /campaigns/{id}': { for: ALL_ROLES, table: 'campaigns' },
  'PUT /campaigns/{id}': { for: leaders, table: 'campaigns', body: { name: 'Changed' } },
  'POST /campaigns/{id}/start': { for: leaders, table: 'campaigns' },
  'POST /campaigns/{id}/pause': { for: leaders, table: 'campaigns' },
  'POST /campaigns/{id}/cancel': { for: leaders, table: 'campaigns' },
  'GET /campaigns/{id}/pacing': { for: ALL_ROLES, table: 'campaigns' },
  'GET /campaigns/{id}/preflight': { for: ALL_ROLES, table: 'campaigns' },
  'POST /campaigns/{id}/preview/next': { for: ALL_ROLES, table: 'campaigns' },

  'GET /agents': { for: ALL_ROLES },
  'POST /agents': { for: leaders, body: agentExample },
  'GET /agents/{id}': { for: ALL_ROLES, table: 'agents' },
  'PUT /agents/{id}': { for: leaders, table: 'agents', body: { name: 'Changed' } },
  'PUT /agents/{id}/status': { for: ALL_ROLES, table: 'agents', body: { status: 'break' } },
  'GET /agents/{id}/stats': { for: ALL_ROLES, table: 'agents' },

  'GET /agent-groups': { for: ALL_ROLES },
  'POST /agent-groups': { for: leaders, body: () => ({ name: randomUUID() }) },
  'GET /agent-groups/{id}': { for: ALL_ROLES, table: 'agent_groups' },
  'PUT /agent-groups/{id}': { for: leaders, table: 'agent_groups', body: { name: 'Changed' } },
  'DELETE /agent-groups/{id}': { for: leaders, table: 'agent_groups' },

  'GET /leads': { for: ALL_ROLES, query: `campaign_id=${randomUUID()}`, answer: 404 },
  'POST /leads/upload': { for: leaders, body: () => form(randomUUID()), answer: 404 },
  'GET /leads/template/csv': { for: ALL_ROLES },
  'GET /leads/{id}': { for: ALL_ROLES, table: 'leads' },
  'PUT /leads/{id}': { for: leaders, table: 'leads', body: { notes: 'Changed' } },
  'POST /leads/{id}/call': { for: ALL_ROLES, table: 'leads' },
  'POST /leads/{id}/skip': { for: ALL_ROLES, table: 'leads' },
  'GET /leads/imports': { for: leaders },
  'GET /leads/imports/{id}': { for: leaders, table: 'lead_imports' },
  'GET /leads/imports/{id}/errors.csv': { for: leaders, table: 'lead_imports' },

  'GET /dnc': { for: ALL_ROLES },
  'POST /dnc': { for: leaders, body: { phone: '+14155552671' } },
  'POST /dnc/upload': { for: leaders, body: () => form() },
  'DELETE /dnc/{id}': { for: leaders, table: 'dnc_numbers' },

  'GET /calls': { for: ALL_ROLES },
  'GET /calls/stats/summary': { for: ALL_ROLES },
  'GET /calls/stats/by-disposition': { for: ALL_ROLES },
  'GET /calls/export.csv': { for: ALL_ROLES },
  'PUT /calls/{id}': { for: ALL_ROLES, table: 'calls', body: { notes: 'Changed' } },
  'GET /calls/{id}': { for: ALL_ROLES, table: 'calls' },
};

const sessionAgentExample = { name: 'Jane Smith', phoneNumber: '+14155553333' };
const buyerExample = { name: 'John Doe', phoneNumber: '+14155554444' };
const targetExample = { name: 'Premium Buyer', endpointUrl: 'https://api.premium.com/bid' };
/** On offer by the simulated carrier, each but once. */
let offered = 0;
const offerExample = () => ({ phoneNumber: `+12125550${100 + (offered++ % 20)}` });
const numberExample = () => ({ phoneNumber: `+1646${randomInt(2_000_000, 9_999_999)}` });
const callExample = () => ({ callerNumber: '+14155551111', destinationNumber: '+14155552222', callSid: randomUUID() });

const sessionRules: Record<string, Rule> = {
  'POST /auth/login': { for: 'public', body: { username: 'nobody' }, answer: 422 },
  'GET /auth/user': { for: 'public', answer: 401 },
  'POST /auth/logout': { for: 'public', answer: 200 },

  'GET /campaigns': { for: ALL_ROLES },
  'POST /campaigns': { for: leaders, body: { name: 'Summer Campaign' } },
  'GET /campaigns/{id}': { for: ALL_ROLES, table: 'campaigns' },
  'PUT /campaigns/{id}': { for: leaders, table: 'campaigns', body: { name: 'Changed' } },
  'DELETE /campaigns/{id}': { for: leaders, table: 'campaigns' },

  'GET /buyers': { for: ALL_ROLES },
  'POST /buyers': { for: leaders, body: buyerExample },
  'GET /buyers/{id}': { for: ALL_ROLES, table: 'buyers' },
  'PUT /buyers/{id}': { for: leaders, table: 'buyers', body: { name: 'Changed' } },
  'DELETE /buyers/{id}': { for: leaders, table: 'buyers' },
  'GET /campaigns/{campaignId}/buyers': { for: ALL_ROLES, table: 'campaigns' },
  'POST /campaigns/{campaignId}/buyers': {
    for: leaders,
    table: 'campaigns',
    body: () => ({ buyerId: randomUUID() }),
    answer: 404,
  },
  'DELETE /campaigns/{campaignId}/buyers/{buyerId}': { for: leaders, table: 'campaigns', answer: 404 },

  'GET /agents': { for: ALL_ROLES },
  'POST /agents': { for: leaders, body: sessionAgentExample },
  'GET /agents/{id}': { for: ALL_ROLES, table: 'agents' },
  'PUT /agents/{id}/status': { for: ALL_ROLES, table: 'agents', body: { status: 'busy' } },

  'GET /agents/{id}/metrics': { for: ALL_ROLES, table: 'agents' },

  'GET /stats/historical': { for: leaders },
  'GET /stats/campaigns/{campaignId}': { for: leaders, table: 'campaigns' },
  'GET /stats/buyers/{buyerId}': { for: leaders, table: 'buyers' },
  'GET /stats/dashboard': { for: leaders },

  'GET /calls': { for: ALL_ROLES },
  'POST /calls': { for: leaders, body: callExample },
  'GET /calls/{id}': { for: ALL_ROLES, table: 'calls' },
  'PUT /calls/{id}': { for: leaders, table: 'calls', body: { hangupCause: 'Changed' } },
  'GET /calls/{id}/logs': { for: ALL_ROLES, table: 'calls' },
  'GET /campaigns/{campaignId}/calls': { for: ALL_ROLES, table: 'campaigns' },

  'GET /phone-numbers': { for: ALL_ROLES },
  'POST /phone-numbers': { for: leaders, body: numberExample },
  'GET /phone-numbers/search': { for: leaders, query: 'areaCode=212&type=local&limit=10' },
  'POST /phone-numbers/purchase': { for: ['admin'], body: offerExample },
  'GET /phone-numbers/purchases/{id}': { for: ['admin'], table: 'number_purchases' },
  'GET /phone-numbers/{id}': { for: ALL_ROLES, table: 'phone_numbers' },
  'PUT /phone-numbers/{id}': { for: leaders, table: 'phone_numbers', body: { friendlyName: 'Changed' } },
  'DELETE /phone-numbers/{id}': { for: leaders, table: 'phone_numbers' },
  'GET /pools': { for: ALL_ROLES },
  'POST /pools': { for: leaders, body: { name: 'Main Pool' } },
  'GET /pools/{id}': { for: ALL_ROLES, table: 'number_pools' },
  'PUT /pools/{id}': { for: leaders, table: 'number_pools', body: { name: 'Changed' } },
  'DELETE /pools/{id}': { for: leaders, table: 'number_pools' },
  'POST /pools/{id}/webhook-secret': { for: leaders, table: 'number_pools' },
  'GET /pools/{id}/stats': { for: ALL_ROLES, table: 'number_pools' },
  'POST /pools/{poolId}/numbers': {
    for: leaders,
    table: 'number_pools',
    body: () => ({ phoneNumberId: randomUUID() }),
    answer: 404,
  },
  'DELETE /pools/{poolId}/numbers/{phoneNumberId}': { for: leaders, table: 'number_pools', answer: 404 },
  'GET /twilio/account': { for: leaders },
  'GET /twilio/phone-numbers': { for: ALL_ROLES },
  'PUT /twilio/phone-numbers/{phoneNumberSid}': {
    for: leaders,
    table: 'phone_numbers',
    column: 'phoneNumberSid',
    body: { friendlyName: 'Changed' },
  },
  'GET /twilio/recordings/{recordingSid}': { for: ALL_ROLES, table: 'recordings', column: 'recordingSid' },
  // Nothing was recorded, so the carrier has no sound of it.
  'GET /twilio/recordings/{recordingSid}/media': {
    for: ALL_ROLES,
    table: 'recordings',
    column: 'recordingSid',
    answer: 404,
  },

  'GET /rtb/targets': { for: ALL_ROLES },
  'POST /rtb/targets': { for: leaders, body: targetExample },
  'DELETE /rtb/targets/clear-all': { for: ['admin'] },
  'GET /rtb/targets/{id}': { for: ALL_ROLES, table: 'rtb_targets' },
  'PUT /rtb/targets/{id}': { for: leaders, table: 'rtb_targets', body: { name: 'Changed' } },
  'DELETE /rtb/targets/{id}': { for: leaders, table: 'rtb_targets' },
  'POST /rtb/targets/{id}/test': { for: leaders, table: 'rtb_targets' },
  'GET /rtb/routers': { for: ALL_ROLES },
  'POST /rtb/routers': { for: leaders, body: { name: 'Main Router' } },
  'GET /rtb/routers/{id}': { for: ALL_ROLES, table: 'rtb_routers' },
  'PUT /rtb/routers/{id}': { for: leaders, table: 'rtb_routers', body: { name: 'Changed' } },
  'DELETE /rtb/routers/{id}': { for: leaders, table: 'rtb_routers' },
  'POST /rtb/routers/{routerId}/targets': {
    for: leaders,
    table: 'rtb_routers',
    body: () => ({ targetId: randomUUID() }),
    answer: 404,
  },
  'DELETE /rtb/routers/{routerId}/targets/{targetId}': { for: leaders, table: 'rtb_routers', answer: 404 },
  'GET /rtb/bid-requests': { for: ALL_ROLES },
  'GET /rtb/bid-responses': { for: ALL_ROLES, query: 'bidRequestId=1000000' },

  'GET /publishers': { for: leaders },
  'POST /publishers': { for: leaders, body: { name: 'Premium Publisher' } },
  'GET /publishers/{id}': { for: leaders, table: 'publishers' },
  'PUT /publishers/{id}': { for: leaders, table: 'publishers', body: { name: 'Changed' } },
  'DELETE /publishers/{id}': { for: leaders, table: 'publishers' },
  'GET /publishers/{publisherId}/campaigns': { for: leaders, table: 'publishers' },
  'POST /publishers/{publisherId}/campaigns': {
    for: leaders,
    table: 'publishers',
    body: () => ({ campaignId: randomUUID() }),
    answer: 404,
  },
  'DELETE /publishers/{publisherId}/campaigns/{campaignId}': { for: leaders, table: 'publishers', answer: 404 },
  'GET /publishers/{publisherId}/phone-numbers': { for: leaders, table: 'publishers' },
  'POST /publishers/{publisherId}/phone-numbers': {
    for: leaders,
    table: 'publishers',
    body: () => ({ phoneNumberId: randomUUID() }),
    answer: 404,
  },
  'DELETE /publishers/{publisherId}/phone-numbers/{phoneNumberId}': { for: leaders, table: 'publishers', answer: 404 },
  'GET /publishers/{publisherId}/tracking-tags': { for: leaders, table: 'publishers' },
  'POST /publishers/{publisherId}/tracking-tags': {
    for: leaders,
    table: 'publishers',
    body: () => ({ trackingTagId: randomUUID() }),
    answer: 404,
  },
  'DELETE /publishers/{publisherId}/tracking-tags/{trackingTagId}': { for: leaders, table: 'publishers', answer: 404 },
  'GET /publishers/{publisherId}/payouts': { for: leaders, table: 'publishers' },

  'GET /integrations': { for: leaders },
  'POST /integrations': { for: leaders, body: { name: 'HubSpot CRM', platform: 'hubspot', apiKey: 'secret_key' } },
  'GET /integrations/{id}': { for: leaders, table: 'integrations' },
  'PUT /integrations/{id}': { for: leaders, table: 'integrations', body: { name: 'Changed' } },
  'DELETE /integrations/{id}': { for: leaders, table: 'integrations' },
  'POST /integrations/{id}/sync': { for: leaders, table: 'integrations' },
  'GET /integrations/{id}/syncs': { for: leaders, table: 'integrations' },
  'GET /integrations/{id}/syncs/{syncId}': { for: leaders, table: 'integrations', answer: 404 },

  'GET /tracking-tags': { for: ALL_ROLES },
  'POST /tracking-tags': {
    for: leaders,
    body: () => ({ name: 'Landing Page Tag', campaignId: randomUUID() }),
    answer: 404,
  },
  'GET /tracking-tags/{id}': { for: ALL_ROLES, table: 'tracking_tags' },
  'PUT /tracking-tags/{id}': { for: leaders, table: 'tracking_tags', body: { name: 'Changed' } },
  'DELETE /tracking-tags/{id}': { for: leaders, table: 'tracking_tags' },
  'GET /tracking-sessions': { for: ALL_ROLES },
  'GET /dni/analytics': { for: ALL_ROLES },
  // Visitors of pages have no account.
  'POST /dni/track': { for: 'public', body: {}, answer: 422 },
  // A bidder of ours answers whoever has its own credentials.
  'POST /rtb/webhook/{targetId}': { for: 'public', answer: 404 },
};

export const rulesOf: Record<ApiName, Record<string, Rule>> = { dialer: dialerRules, 'callcenter-pro': sessionRules };

export type Case = { dialect: ApiName; route: string; rule: Rule };

export const cases = (Object.keys(rulesOf) as ApiName[]).flatMap((dialect) =>
  Object.entries(rulesOf[dialect]).map(([route, rule]): Case => ({ dialect, route, rule })),
);
