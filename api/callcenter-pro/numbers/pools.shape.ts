/** Number pools as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import { assignmentOf } from '../../../shared/rules/numbers/assignment.ts';
import { ratio } from '../../../shared/rules/operations/call-statistics.ts';
import type { PhoneNumberRow } from '../../../sql/numbers/phone-numbers.ts';
import type { PoolStatisticsRow } from '../../../sql/numbers/pool-statistics.ts';
import type { PoolRow } from '../../../sql/numbers/pools.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';
import { numberStatus } from './phone-numbers.shape.ts';

export const NumberPoolResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    description: z.string().nullable(),
    webhookUrl: z.string().nullable(),
    isActive: z.boolean(),
    phoneNumbers: z.array(z.object({ id: integer, uuid, phoneNumber: z.string(), status: computed(numberStatus) })),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('NumberPoolResponse');

const webhookSecret = z
  .string()
  .openapi({ description: 'Signs the messages to the webhook. No other reply shows the secret again.' });
export const WebhookSecretResponse = z.object({ webhookSecret }).openapi('WebhookSecretResponse');
export const NumberPoolWithSecretResponse = NumberPoolResponse.extend({
  webhookSecret: webhookSecret.optional(),
}).openapi('NumberPoolWithSecretResponse');

export function presentPool(pool: PoolRow, numbers: PhoneNumberRow[]): z.infer<typeof NumberPoolResponse> {
  return {
    id: pool.id,
    uuid: pool.uuid,
    userId: pool.createdBy,
    name: pool.name,
    description: pool.description,
    webhookUrl: pool.webhookUrl,
    isActive: pool.isActive,
    phoneNumbers: numbers.map((number) => {
      const { id, uuid, phoneNumber } = number;
      return { id, uuid, phoneNumber, status: assignmentOf(number).status };
    }),
    createdAt: pool.createdAt.toISOString(),
    updatedAt: pool.updatedAt.toISOString(),
  };
}

export const NumberPoolStatisticsResponse = z
  .object({
    totalNumbers: integer.openapi({ description: 'Numbers of the pool, suspended ones too' }),
    assignedNumbers: integer.openapi({
      description: 'Numbers with the status `assigned`: all numbers of the pool, without suspended ones',
    }),
    inUseNumbers: integer.openapi({ description: 'Numbers that are leased to a visitor or have a live call now' }),
    availableNumbers: integer.openapi({ description: 'Assigned numbers that are not in use' }),
    utilizationRate: z.number().openapi({ description: 'inUseNumbers ÷ totalNumbers' }),
    totalCalls: integer.openapi({ description: 'Calls since each number was added to the pool' }),
    averageCallsPerNumber: z.number().openapi({ description: 'totalCalls ÷ totalNumbers' }),
    peakConcurrentLeases: integer.openapi({
      description: 'Largest number of visitors with a number of their own at the same time, in the last 7 days',
    }),
    overflowRate: z.number().openapi({ description: 'Share of visitors who found no free number, in the last 7 days' }),
    recommendedSize: integer.openapi({
      description:
        'Smallest size at which at most 1 % of visitors find no free number, by Erlang B for the busiest hour of the last 7 days. ' +
        'Without tracked visitors, calls count as visitors.',
    }),
  })
  .openapi('NumberPoolStatisticsResponse');

export function presentPoolStatistics(
  statistics: PoolStatisticsRow & { recommendedSize: number },
): z.infer<typeof NumberPoolStatisticsResponse> {
  const { totalNumbers, inUseNumbers, suspendedNumbers, totalCalls } = statistics;
  const assignedNumbers = totalNumbers - suspendedNumbers;
  return {
    totalNumbers,
    assignedNumbers,
    inUseNumbers,
    availableNumbers: assignedNumbers - inUseNumbers,
    utilizationRate: ratio(inUseNumbers, totalNumbers),
    totalCalls,
    averageCallsPerNumber: ratio(totalCalls, totalNumbers),
    peakConcurrentLeases: statistics.peakConcurrentLeases,
    overflowRate: ratio(statistics.overflowLeases, statistics.leases),
    recommendedSize: statistics.recommendedSize,
  };
}
