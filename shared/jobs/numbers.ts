/** Jobs about phone numbers and the account at the carrier, and webhooks of number pools. */
import { z } from 'zod';
import { carrierNumber, offeredNumber } from '../rules/numbers/carrier-number.ts';
import { NUMBER_TYPES } from '../rules/numbers/number-type.ts';
import { id, type JobDefinition, noPayload } from './definition.ts';

export const NUMBER_JOBS = {
  // Requests to the carrier for which an API client waits. `problem` is the carrier's error message for the API client.
  'numbers.search': {
    queue: 'carrier',
    payload: z.object({
      isoCountry: z.string(),
      type: z.enum(NUMBER_TYPES),
      areaCode: z.string().optional(),
      contains: z.string().optional(),
      limit: z.number().int().positive(),
    }),
    result: z.object({ problem: z.string().nullable(), numbers: z.array(offeredNumber) }),
    attempts: 1,
    backoffMs: 0,
  },
  'carrier.account': {
    queue: 'carrier',
    payload: noPayload,
    result: z.object({
      accountSid: z.string(),
      friendlyName: z.string(),
      status: z.string(),
      type: z.string(),
      dateCreated: z.string(),
      dateUpdated: z.string(),
    }),
    attempts: 1,
    backoffMs: 0,
  },
  'carrier.numbers': {
    queue: 'carrier',
    payload: z.object({ tenantId: id }),
    result: z.object({ numbers: z.array(carrierNumber) }),
    attempts: 1,
    backoffMs: 0,
  },
  /** Finds a number by its digits: one of the carrier account, or one that is verified as a caller ID of the account. */
  'carrier.number': {
    queue: 'carrier',
    payload: z.object({ phoneNumber: z.string() }),
    result: z.object({ number: z.object({ sid: z.string() }).nullable(), isVerified: z.boolean() }),
    attempts: 1,
    backoffMs: 0,
  },
  'number.update': {
    queue: 'carrier',
    payload: z.object({
      tenantId: id,
      numberId: id,
      friendlyName: z.string().optional(),
      voiceUrl: z.string().optional(),
      voiceMethod: z.enum(['GET', 'POST']).optional(),
      statusCallback: z.string().optional(),
    }),
    result: z.object({ problem: z.string().nullable(), number: carrierNumber.nullable() }),
    attempts: 1,
    backoffMs: 0,
  },
  // Buys a phone number at most once, even if a reply of the carrier is lost. A second run of the job only checks the
  // state of the purchase.
  'number.purchase': {
    queue: 'carrier',
    payload: z.object({ purchaseId: id }),
    result: z.object({ status: z.string() }),
    attempts: 5,
    backoffMs: 1_000,
    isSwept: true,
  },
  // Syncs a phone number to the carrier: sets the number's webhook URLs, or releases the number.
  'number.sync': {
    queue: 'carrier',
    payload: z.object({ numberId: id }),
    attempts: 8,
    backoffMs: 1_000,
    isSwept: true,
  },
  // Makes one attempt to send a webhook delivery. The database row of the delivery counts the attempts.
  'webhook.deliver': {
    queue: 'deliveries',
    payload: z.object({ deliveryId: id }),
    attempts: 3,
    backoffMs: 1_000,
    isSwept: true,
  },
} satisfies Record<string, JobDefinition>;
