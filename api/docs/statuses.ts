/**
 * The error responses that each operation can give. Every route declares all of them (`errorResponses`), because the
 * declaration of a route cannot know what the operation around it can answer. The OpenAPI documents keep only the
 * possible ones.
 */
import type { Operation } from './document.ts';

/** Operations without an id in their path that can still answer 404, because the query or the body names an object. */
const NAME_OBJECTS = new Set([
  'checkNumber',
  'createAgent',
  'createCall',
  'createCampaign',
  'createLeads',
  'createNumberGrant',
  'createPhoneNumber',
  'createTrackingTag',
  'getDniAnalytics',
  'listLeads',
  'purchasePhoneNumber',
  'trackVisit',
  'uploadLeads',
]);

/** Reads that can answer 409. */
const CONFLICTING_READS = new Set(['followPostback', 'getTwilioPhoneNumber', 'getTwilioRecordingMedia']);

/** Writes that never conflict with the state of an object. */
const FREE_WRITES = new Set([
  'createInvitation',
  'deleteAllTargets',
  'deleteDisposition',
  'deleteDncNumber',
  'deleteIntegration',
  'deletePublisher',
  'deleteRouter',
  'deleteTarget',
  'deleteTrackingTag',
  'endLoginSession',
  'endOtherLoginSessions',
  'endUserSessions',
  'login',
  'logout',
  'removeBuyerFromCampaign',
  'removePublisherFromCampaign',
  'removeTargetFromRouter',
  'requestHostedBid',
  'resetPassword',
  'revokeApiKey',
  'revokeInvitation',
  'setExchangeRates',
  'unassignPublisherNumber',
  'unassignPublisherTag',
  'updateAccount',
  'updatePauseReasons',
  'updateApiKey',
  'updateRouter',
  'updateTarget',
  'updateTenant',
  'withdrawUserInvitation',
]);

/** Operations that need a credential of their own kind: a password, or the token of a target. */
const OWN_CREDENTIALS = new Set(['login', 'requestHostedBid']);

/** Operations that wait for the carrier, for a worker, or for the hash of a password. */
const DEPENDENT = new Set([
  'acceptInvitation',
  'addSecondFactor',
  'changePassword',
  'login',
  'registerUser',
  'removeSecondFactor',
  'renewRecoveryCodes',
  'resetPassword',
  'searchPhoneNumbers',
  'testTarget',
]);

/** Operations of a user for which no permission and no open account is needed. */
const WITHOUT_PERMISSION = new Set(['getCurrentUser', 'requestHostedBid']);

/** The HTTP status of invalid input in a document, for operations without a credential. */
export type InvalidStatus = '400' | '422';

type Rule = (operation: Operation, method: string, invalidStatus: InvalidStatus) => boolean;

const hasJsonBody = ({ requestBody }: Operation) => requestBody?.content['application/json'] !== undefined;
const needsUser = ({ security = [] }: Operation) => security.some((scheme) => Object.keys(scheme).length > 0);
const isOnlyFor = (scheme: string, { security = [] }: Operation) =>
  security.length > 0 && security.every((each) => scheme in each);
const isOfOperator = ({ security = [] }: Operation) => security.some((scheme) => 'operator' in scheme);

/** When an operation can give a status. A status without a rule stays as the route declares it. */
const RULES: Record<string, Rule> = {
  // Every operation refuses unknown query parameters. Invalid input is 400 for a token and 422 for a session, and a body
  // that cannot be read is 400 for both.
  400: (operation) => !isOnlyFor('session', operation) || hasJsonBody(operation),
  401: (operation) => needsUser(operation) || OWN_CREDENTIALS.has(operation.operationId),
  403: (operation) => !isOfOperator(operation) && !WITHOUT_PERMISSION.has(operation.operationId),
  404: ({ parameters, operationId }) =>
    NAME_OBJECTS.has(operationId) || (parameters ?? []).some((parameter) => parameter.in === 'path'),
  409: ({ operationId }, method) =>
    CONFLICTING_READS.has(operationId) || (method !== 'get' && !FREE_WRITES.has(operationId)),
  413: ({ requestBody }) => requestBody !== undefined,
  415: ({ requestBody }) => requestBody !== undefined,
  422: (operation, _method, invalidStatus) =>
    needsUser(operation) ? !isOnlyFor('bearer', operation) && !isOfOperator(operation) : invalidStatus === '422',
  503: ({ operationId, tags }) => DEPENDENT.has(operationId) || tags.includes('Twilio'),
};

/** Removes the error responses that the operation cannot give. */
export function keepPossibleStatuses(method: string, operation: Operation, invalidStatus: InvalidStatus): void {
  operation.responses = Object.fromEntries(
    Object.entries(operation.responses).filter(([status]) => RULES[status]?.(operation, method, invalidStatus) ?? true),
  );
}
