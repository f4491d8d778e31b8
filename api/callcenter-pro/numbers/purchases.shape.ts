/** Numbers for sale and purchases of numbers as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import { toCapabilities } from '../../../shared/rules/numbers/capabilities.ts';
import type { Result } from '../../../shared/jobs.ts';
import type { PurchaseRow } from '../../../sql/numbers/purchases.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';
import { capability } from './phone-numbers.shape.ts';

const AvailableNumber = z
  .object({
    phoneNumber: z.string(),
    friendlyName: z.string(),
    locality: z.string().nullable(),
    region: z.string().nullable(),
    isoCountry: z.string(),
    capabilities: z.array(capability),
  })
  .openapi('AvailableNumber');
export const AvailableNumbersResponse = z
  .object({ availableNumbers: z.array(AvailableNumber) })
  .openapi('AvailableNumbersResponse');

type OfferedNumber = Result<'numbers.search'>['numbers'][number];

export function presentAvailableNumber({ capabilities, ...number }: OfferedNumber): z.infer<typeof AvailableNumber> {
  return { ...number, capabilities: toCapabilities(capabilities) };
}

export const NumberPurchaseResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    phoneNumber: z.string(),
    friendlyName: z.string().nullable(),
    status: z.enum(['pending', 'completed', 'failed']),
    phoneNumberId: integer.nullable().openapi({ description: 'null until the status is `completed`' }),
    reason: z.string().nullable().openapi({ description: 'Why the purchase failed' }),
    statusUrl: z.string().openapi({ description: 'Poll this URL until the status is not `pending`' }),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('NumberPurchaseResponse');

export const purchaseUrl = ({ id }: Pick<PurchaseRow, 'id'>) => `/api/phone-numbers/purchases/${id}`;

export function presentPurchase(purchase: PurchaseRow): z.infer<typeof NumberPurchaseResponse> {
  return {
    id: purchase.id,
    uuid: purchase.uuid,
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
