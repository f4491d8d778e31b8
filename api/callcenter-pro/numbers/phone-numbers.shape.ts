/** Phone numbers as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import {
  ASSIGNEE_TYPES,
  assignmentOf,
  CARRIER_STATUSES,
  carrierStatusOf,
  NUMBER_STATUSES,
} from '../../../shared/rules/numbers/assignment.ts';
import { CAPABILITIES } from '../../../shared/rules/numbers/capabilities.ts';
import type { PhoneNumberRow } from '../../../sql/numbers/phone-numbers.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const capability = z.enum(CAPABILITIES);
export const numberStatus = z.enum(NUMBER_STATUSES);
export const assigneeType = z.enum(ASSIGNEE_TYPES);

export const PhoneNumberResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    phoneNumber: z.string(),
    phoneNumberSid: z.string().nullable(),
    friendlyName: z.string().nullable(),
    status: numberStatus,
    assignedTo: assigneeType.nullable(),
    assignedId: integer.nullable(),
    capabilities: z.array(capability),
    carrierStatus: computed(
      z
        .enum(CARRIER_STATUSES)
        .openapi({ description: 'Whether calls to the number reach this system, by the carrier' }),
    ),
    carrierProblem: computed(z.string().nullable().openapi({ description: 'Why the carrier lacks the settings' })),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('PhoneNumberResponse');

export function presentPhoneNumber(number: PhoneNumberRow): z.infer<typeof PhoneNumberResponse> {
  return {
    id: number.id,
    uuid: number.uuid,
    userId: number.createdBy,
    phoneNumber: number.phoneNumber,
    phoneNumberSid: number.phoneNumberSid,
    friendlyName: number.friendlyName,
    ...assignmentOf(number),
    capabilities: number.capabilities,
    carrierStatus: carrierStatusOf(number),
    carrierProblem: number.syncProblem,
    createdAt: number.createdAt.toISOString(),
    updatedAt: number.updatedAt.toISOString(),
  };
}
