/** The request bodies of RTB targets. */
import { z } from '@hono/zod-openapi';
import type { TargetInput } from '../../../shared/domain/rtb/targets.ts';
import { HTTP_METHODS } from '../../../shared/rules/rtb/bid-request.ts';
import { CALLER_ID_EXPOSURES } from '../../../shared/rules/rtb/ping-data.ts';
import { CONVERSION_SECONDS_MAX } from '../../../shared/rules/rtb/bid-response.ts';
import { CONFIRMATIONS_MS_MAX } from '../../../shared/rules/rtb/deadlines.ts';
import { ACCEPTANCE_VALUES_DEFAULT } from '../../../shared/rules/rtb/bid-values.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import { conversionSeconds, currencyCode, e164, httpUrl, ianaZone, openingHours } from '../../http/fields.ts';
import { lineText, nameText, safeText } from '../../http/safe-text.ts';

const AMOUNT_MAX = 1_000_000;
export const amount = z.number().min(0).max(AMOUNT_MAX).multipleOf(0.000001);
const timeout = z.number().int().min(50).max(10_000);
const cap = z.number().int().min(0).max(10_000_000).openapi({ description: '0 means no limit' });
const path = lineText(200);

/** The fields of a target. If a path such as `currencyPath` is empty, the target's response has no such member. */
const targetFields = {
  name: nameText(200),
  companyName: lineText(200).nullable(),
  contactPerson: lineText(200).nullable(),
  contactEmail: z.email().max(320).nullable(),
  contactPhone: e164.nullable(),
  endpointUrl: httpUrl,
  httpMethod: z.enum(HTTP_METHODS),
  contentType: lineText(100).openapi({ example: 'application/json' }),
  requestBody: safeText(10_000).nullable().openapi({
    description:
      'The template of the body. Placeholders: the members of the default body, such as {callerId}, and {callerIdNational}, {callerIdHash}, {callerAreaCode}, {callerState}, {callerCountry}, {publisherId}, {utmSource}, {utmMedium}, {utmCampaign}, {utmContent}, {utmTerm}, {gclid}, {fbclid}, {msclkid}, {page} and {tags.NAME} for the tags of the visitor. null: the default body',
  }),
  headers: z
    .record(lineText(100), lineText(1_000))
    .refine((headers) => Object.keys(headers).length <= 20, 'must have at most 20 headers')
    .openapi({
      description:
        'Further HTTP headers of the request, with placeholders as in `requestBody`. Not for credentials: they are shown',
      example: { 'X-Sub-Id': '{tags.subId}' },
    }),
  callerIdExposure: z.enum(CALLER_ID_EXPOSURES).openapi({
    description:
      'What the target learns about the caller’s number before it wins the call: the number, its SHA-256 hash (of the E.164 form, in hex), or nothing',
  }),
  authentication: lineText(50).openapi({ example: 'none' }),
  authToken: safeText(2_000).nullable(),
  postUrl: httpUrl.nullable().openapi({
    description:
      'Two-step accept: the winner gets a second request at this address before it is dialed, and must confirm at ' +
      '`acceptancePath`. Its reply may raise the price up to `maxBidAmount`, shorten the duration and replace the ' +
      'destination. A refusal, a worse bid or no reply in time passes the call to the next bid. null: no second request',
  }),
  postMethod: z.enum(HTTP_METHODS),
  postBody: safeText(10_000)
    .nullable()
    .openapi({
      description:
        'The template of the body of the second request, with the placeholders of `requestBody`, {bid} and {reply.NAME} for ' +
        'members of the reply to the first request. {callerId} is the number itself. null: the default body',
    }),
  postTimeout: z.number().int().min(50).max(CONFIRMATIONS_MS_MAX).openapi({
    description: 'Milliseconds to confirm. All confirmations of a call together take at most 3000',
  }),
  timeoutMs: timeout,
  connectionTimeout: timeout,
  bidAmountPath: path.min(1),
  destinationNumberPath: path.min(1),
  acceptancePath: path.nullable(),
  acceptanceValues: z
    .array(lineText(50).min(1))
    .min(1)
    .max(50)
    .openapi({ description: 'The values at `acceptancePath` that accept the call, in upper or lower case' }),
  noBidStatuses: z
    .array(z.number().int().min(200).max(599))
    .max(50)
    .nullable()
    .openapi({
      description:
        'The HTTP statuses that mean "no bid" instead of a fault. null: every 4xx with a reason in its body, except 401, ' +
        '407, 408 and 429. An empty 2xx always means "no bid"',
    }),
  currencyPath: path.nullable(),
  durationPath: path.nullable(),
  expiryPath: path.nullable().openapi({
    description:
      'The expiry of the bid: seconds, or a time (ISO 8601 or Unix). null: the usual names, such as `expireInSeconds` and ' +
      '`expires_at`',
  }),
  minBidAmount: amount,
  maxBidAmount: amount
    .nullable()
    .openapi({ description: 'null means no maximum. An auction always waits for such a bidder' }),
  bidDuration: z.number().int().min(0).max(CONVERSION_SECONDS_MAX).openapi({
    description: '`duration` in the hosted bids of the target: seconds from which a conversation converts',
  }),
  conversionSeconds: conversionSeconds.nullable().openapi({
    description: 'Seconds of conversation that a bid without a duration pays for; null: as the router says',
  }),
  currency: currencyCode,
  timezone: ianaZone,
  hoursOfOperation: openingHours.nullable(),
  isActive: z.boolean(),
  maxConcurrentCalls: cap,
  dailyCap: cap,
  hourlyCap: cap,
  monthlyCap: cap,
};

export const UpdateTargetBody = z.strictObject(targetFields).partial().openapi('UpdateTargetBody');

export const CreateTargetBody = z
  .strictObject({ ...UpdateTargetBody.shape, name: targetFields.name, endpointUrl: targetFields.endpointUrl })
  .openapi('CreateTargetBody');

export const TARGET_DEFAULTS: Omit<TargetInput, 'name' | 'endpointUrl'> = {
  companyName: null,
  contactPerson: null,
  contactEmail: null,
  contactPhone: null,
  httpMethod: 'POST',
  contentType: 'application/json',
  requestBody: null,
  headers: {},
  callerIdExposure: 'full',
  postUrl: null,
  postMethod: 'POST',
  postBody: null,
  postTimeoutMs: 1_000,
  authentication: 'none',
  timeoutMs: 5_000,
  connectionTimeoutMs: 3_000,
  bidAmountPath: 'bidAmount',
  destinationNumberPath: 'destinationNumber',
  acceptancePath: 'accepted',
  acceptanceValues: ACCEPTANCE_VALUES_DEFAULT,
  noBidStatuses: null,
  currencyPath: 'currency',
  durationPath: 'duration',
  expiryPath: null,
  minBidMicros: 0,
  maxBidMicros: null,
  bidDuration: 0,
  conversionSeconds: null,
  currency: 'USD',
  timezone: 'UTC',
  hoursOfOperation: null,
  isActive: true,
  maxConcurrentCalls: 0,
  hourlyCap: 0,
  dailyCap: 0,
  monthlyCap: 0,
};

/**
 * Translates the fields of the request to the fields of the domain. If the request leaves out a field, the result
 * leaves out the field too.
 */
export function toTargetInput(body: z.output<typeof UpdateTargetBody>): Partial<TargetInput> {
  const { minBidAmount, maxBidAmount, connectionTimeout, acceptancePath, postTimeout, ...rest } = body;
  const { currencyPath, durationPath, expiryPath, ...same } = rest;
  const input: Partial<TargetInput> = {
    ...same,
    requestBody: body.requestBody === '' ? null : body.requestBody,
    postBody: body.postBody === '' ? null : body.postBody,
    postTimeoutMs: postTimeout,
    connectionTimeoutMs: connectionTimeout,
    acceptancePath: acceptancePath === '' ? null : acceptancePath,
    currencyPath: currencyPath === '' ? null : currencyPath,
    durationPath: durationPath === '' ? null : durationPath,
    expiryPath: expiryPath === '' ? null : expiryPath,
    minBidMicros: minBidAmount === undefined ? undefined : toMicros(minBidAmount),
    maxBidMicros: typeof maxBidAmount === 'number' ? toMicros(maxBidAmount) : maxBidAmount,
  };
  return definedOnly(input);
}
