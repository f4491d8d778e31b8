/**
 * The OpenAPI documents: one for each API of the tenants, one for the operator's API, and one that merges the two APIs
 * of the tenants. The merged document is for readers: client generators need the document of one API.
 */
import { STATUS_CODES } from 'node:http';
import {
  callCenterProCallbacks,
  CARRIER_SIGNATURE,
  carrierCallbackRoute,
  dialerCallbacks,
} from './docs/carrier-callbacks.ts';
import { type Document, operationsOf, withoutNames } from './docs/document.ts';
import { outgoingWebhooks } from './docs/outgoing-webhooks.ts';
import { type InvalidStatus, keepPossibleStatuses } from './docs/statuses.ts';
import { socketMessages } from './docs/socket.ts';
import { mergeDocuments } from './docs/union.ts';
import type { ApiApp } from './http/routes.ts';

const OPENAPI_VERSION = '3.1.0';
const API_VERSION = '1.0.0';
const LICENSE = { name: 'MIT', identifier: 'MIT' };

export type ApiApps = Record<'dialerApi' | 'callCenterProApi' | 'operatorApi', ApiApp>;

const DIALER =
  'Outbound campaigns, leads, agents and calls. Names are snake_case, ids are uuids. ' +
  'Authenticate with `Authorization: Bearer <token>`: a token of `POST /auth/login`, or an API key.';
const CALLCENTER_PRO =
  'Inbound calls, buyers, real-time bidding, numbers, visitor tracking and statistics. Names are camelCase, ids are ' +
  'integers. `POST /auth/login` sets the session cookie.';
const TWO_APIS =
  ' The two APIs of a tenant share their paths. The dialer API answers a request with a token, and the CallCenter Pro ' +
  'API answers a request with a session cookie. A path that only one API has works with both credentials.';
const OPERATOR = 'Tenants, invitations and numbers, for the operator of this server and its OPERATOR_TOKEN.';

/**
 * Builds all documents.
 *
 * @param publicBaseUrl the address of this server, for programs that read the document from a file
 */
export function buildDocuments({ dialerApi, callCenterProApi, operatorApi }: ApiApps, publicBaseUrl: string) {
  addCallbacks(dialerApi, dialerCallbacks);
  addCallbacks(callCenterProApi, callCenterProCallbacks);
  for (const api of [dialerApi, callCenterProApi]) api.openAPIRegistry.registerWebhook(socketMessages);
  for (const webhook of outgoingWebhooks) callCenterProApi.openAPIRegistry.registerWebhook(webhook);
  const build = (api: ApiApp, title: string, description: string): Document =>
    api.getOpenAPI31Document({
      openapi: OPENAPI_VERSION,
      info: { title, version: API_VERSION, description, license: LICENSE },
      servers: [{ url: `${publicBaseUrl}/api` }],
    });
  const dialer = build(dialerApi, 'CallCenter Pro: dialer', DIALER + TWO_APIS);
  const callCenterPro = build(callCenterProApi, 'CallCenter Pro', CALLCENTER_PRO + TWO_APIS);
  const operator = build(operatorApi, 'CallCenter Pro: operator', OPERATOR);
  addSecurity(dialer, 'bearer', { scheme: 'session', document: callCenterPro });
  addSecurity(callCenterPro, 'session', { scheme: 'bearer', document: dialer });
  addSecurity(operator, 'operator');
  for (const document of [dialer, callCenterPro, operator]) {
    addSecuritySchemes(document, publicBaseUrl);
    completeDocument(document, document === callCenterPro ? '422' : '400');
  }
  const documents = {
    dialer,
    callCenterPro,
    operator,
    union: mergeDocuments('CallCenter Pro: both APIs', dialer, callCenterPro),
  };
  for (const document of Object.values(documents)) shareErrors(document);
  return documents;
}

/** Registers the callbacks of the carrier. The webhooks of `api/webhooks` have no declarations of their own. */
function addCallbacks(api: ApiApp, callbacks: typeof dialerCallbacks): void {
  for (const callback of callbacks) api.openAPIRegistry.registerPath(carrierCallbackRoute(callback));
}

/** Adds the security schemes that the operations of the document name. */
function addSecuritySchemes(document: Document, publicBaseUrl: string): void {
  const schemes = {
    bearer: { type: 'http', scheme: 'bearer', description: 'A token of `POST /auth/login`, or an API key (`ccp_…`).' },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: publicBaseUrl.startsWith('https:') ? '__Host-sid' : 'sid',
      description: '`POST /auth/login` with a username sets this cookie, and a browser sends it by itself.',
    },
    operator: { type: 'http', scheme: 'bearer', description: 'The OPERATOR_TOKEN of this server.' },
    carrierSignature: CARRIER_SIGNATURE,
  } as const;
  const used = new Set(operationsOf(document).flatMap(([, , { security = [] }]) => security.flatMap(Object.keys)));
  const securitySchemes = Object.fromEntries(Object.entries(schemes).filter(([name]) => used.has(name)));
  document.components = { ...document.components, securitySchemes };
}

const nameOf = (path: string, method: string) => `${method} ${withoutNames(path)}`;

/**
 * Adds the credential to the operations that declare none. If only one API has the path, the credential of the other
 * API works, too.
 *
 * @param scheme the name of the API's own credential
 * @param other the other API of the tenants, and the name of its credential
 */
function addSecurity(document: Document, scheme: string, other?: { scheme: string; document: Document }): void {
  const ofBoth = new Set(other && operationsOf(other.document).map(([path, method]) => nameOf(path, method)));
  for (const [path, method, operation] of operationsOf(document)) {
    const accepted = other && !ofBoth.has(nameOf(path, method)) ? [scheme, other.scheme] : [scheme];
    operation.security ??= accepted.map((name) => ({ [name]: [] }));
  }
}

/**
 * Replaces the error responses of operations by references, because most operations have the same ones. This makes the
 * documents and the generated types much smaller.
 */
function shareErrors(document: Document): void {
  const shared: Record<string, object> = {};
  for (const [, , { responses }] of operationsOf(document))
    for (const [status, response] of Object.entries(responses)) {
      const name = STATUS_CODES[status]?.replaceAll(/\W/g, '');
      if (Number(status) < 400 || name === undefined || '$ref' in response) continue;
      shared[name] ??= response;
      if (JSON.stringify(shared[name]) === JSON.stringify(response))
        responses[status] = { $ref: `#/components/responses/${name}` };
    }
  document.components = {
    ...document.components,
    responses: shared as NonNullable<Document['components']>['responses'] & object,
  };
}

const TAGS: Record<string, string> = {
  'API keys': 'Credentials of programs, each with its own permissions',
  'Agent groups': 'Groups of agents who take the calls of a campaign',
  Account: 'The time zone and the currency of the account',
  Dispositions: 'Outcomes that agents choose at wrap-up, with a rule for the next call',
  Agents: 'The people who take calls: their status, skills and figures',
  Audit: 'Who changed what and when',
  Auth: 'Registration, login, logout and passwords',
  Buyers: 'The companies that buy inbound calls',
  Calls: 'Calls, their history and their figures',
  Campaigns: 'Campaigns: schedule, dialing and routing',
  'Carrier callbacks': 'Requests that the carrier sends to this server',
  Compliance: 'Whether a phone number may be called, and the laws behind the answer',
  Conversations: 'Hold, mute, transfer, participants and monitoring of a live call',
  'Do not call': 'Phone numbers that must not be called',
  DNI: 'Dynamic number insertion: visits of tracked web pages',
  Floor: 'Agents, live calls and campaigns at this moment, and the figures of today',
  Integrations: 'Synchronisation with CRM platforms',
  Invitations: 'Invitations of new accounts',
  'Live events': 'Events over a WebSocket',
  Leads: 'People to call, and the import of lists',
  'Exchange rates': 'Daily exchange rates for all accounts',
  'Number grants': 'Phone numbers of the carrier account that a tenant may use',
  'Number pools': 'Pools of phone numbers for the visitors of web pages',
  'Outgoing webhooks': 'Requests that this server sends',
  'Phone numbers': 'Search, purchase and assignment of phone numbers',
  Previews: 'Preview dialing: an agent sees the lead before the call',
  Privacy: 'Erasure of the data of a person',
  Money: 'The ledger: conversions, adjustments and disputes of calls, statements, and exchange rates',
  Publishers: 'The companies that send callers, and their payouts',
  RTB: 'Real-time bidding for inbound calls',
  Statistics: 'Figures of calls by campaign, buyer and day',
  Tenants: 'Accounts of customers, their standing and limits',
  Tracking: 'Tracking tags and the visits they record',
  Twilio: 'The account at the carrier',
  Users: 'Logins of an account and their roles',
};

/** The meaning of the parameters that many operations have. */
const PARAMETERS: Record<string, string> = {
  limit: 'Maximum number of objects in the response',
  offset: 'Number of objects to skip',
  after: 'The cursor of the next page, from the header `Link` of the page before; not together with `offset`',
};

/** The headers of the response of a list (`http/conventions/lists.ts`). */
const LIST_HEADERS = {
  Link: {
    description: 'The address of the next page, if there is one: `<…>; rel="next"`',
    schema: { type: 'string' },
  },
  'X-Total-Count': { description: 'The number of objects on all pages', schema: { type: 'integer' } },
};

/** Adds what the routes do not declare: descriptions of common parameters, and the list of tags. */
function completeDocument(document: Document, invalidStatus: InvalidStatus): void {
  const tags = new Set<string>();
  for (const [, method, operation] of operationsOf(document)) {
    keepPossibleStatuses(method, operation, invalidStatus);
    for (const tag of operation.tags) tags.add(tag);
    for (const parameter of operation.parameters ?? [])
      if (parameter.in === 'query') parameter.description ??= PARAMETERS[parameter.name];
    if (operation.parameters?.some(({ name }) => name === 'after'))
      operation.responses['200'] = { ...operation.responses['200'], headers: LIST_HEADERS };
  }
  for (const { post } of Object.values(document.webhooks ?? {})) for (const tag of post?.tags ?? []) tags.add(tag);
  document.tags = [...tags].toSorted().map((name) => ({ name, description: TAGS[name] }));
}
