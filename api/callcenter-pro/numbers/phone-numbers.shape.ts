/** Phone numbers, purchases and pools of numbers as the CallCenter Pro document shows them. */
import { z } from '@hono/zod-openapi';
import { placeOf } from '../../../shared/domain/numbers/phone-numbers.ts';
import type { Result } from '../../../shared/jobs.ts';
import type { PurchaseRow } from '../../../sql/numbers/purchases.ts';
import type { PhoneNumberRow } from '../../../sql/numbers/phone-numbers.ts';
import { integer, timestamp } from '../../http/response-fields.ts';

export const capability = z.enum(['voice', 'sms', 'mms', 'fax']);
export const numberStatus = z.enum(['available', 'assigned', 'suspended']);
export const assignee = z.enum(['campaign', 'pool']);

export const PhoneNumberResponse = z
  .object({
    id: integer,
    userId: integer.nullable(),
    phoneNumber: z.string(),
    phoneNumberSid: z.string().nullable(),
    friendlyName: z.string().nullable(),
    status: numberStatus,
    assignedTo: assignee.nullable(),
    assignedId: integer.nullable(),
    capabilities: z.array(capability),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('PhoneNumber');

export function presentPhoneNumber(number: PhoneNumberRow): z.infer<typeof PhoneNumberResponse> {
  return {
    id: number.id,
    userId: number.createdBy,
    phoneNumber: number.phoneNumber,
    phoneNumberSid: number.phoneNumberSid,
    friendlyName: number.friendlyName,
    ...placeOf(number),
    capabilities: number.capabilities,
    createdAt: number.createdAt.toISOString(),
    updatedAt: number.updatedAt.toISOString(),
  };
}

const offerShape = z.object({
  phoneNumber: z.string(),
  friendlyName: z.string(),
  locality: z.string().nullable(),
  region: z.string().nullable(),
  isoCountry: z.string(),
  capabilities: z.array(capability),
});
export const AvailableNumbersResponse = z.object({ availableNumbers: z.array(offerShape) }).openapi('AvailableNumbers');

type Offer = Result<'numbers.search'>['numbers'][number];

export function presentOffer({ capabilities, ...offer }: Offer): z.infer<typeof offerShape> {
  return { ...offer, capabilities: capability.options.filter((name) => capabilities[name]) };
}

export const NumberPurchaseResponse = z
  .object({
    id: integer,
    userId: integer.nullable(),
    phoneNumber: z.string(),
    friendlyName: z.string().nullable(),
    status: z.enum(['pending', 'completed', 'failed']),
    phoneNumberId: integer.nullable().openapi({ description: 'Once it is completed' }),
    reason: z.string().nullable().openapi({ description: 'Why it failed' }),
    statusUrl: z.string(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('NumberPurchase');

export const purchaseUrl = ({ id }: Pick<PurchaseRow, 'id'>) => `/api/phone-numbers/purchases/${id}`;

export function presentPurchase(purchase: PurchaseRow): z.infer<typeof NumberPurchaseResponse> {
  return {
    id: purchase.id,
    userId: purchase.createdBy,
    phoneNumber: purchase.phoneNumber,
    friendlyName: purchase.friendlyName,
    status: purchase.open ? 'pending' : purchase.status === 'bought' ? 'completed' : 'failed',
    phoneNumberId: purchase.phoneNumberId,
    reason: purchase.reason,
    statusUrl: purchaseUrl(purchase),
    createdAt: purchase.createdAt.toISOString(),
    updatedAt: purchase.updatedAt.toISOString(),
  };
}
