/** Pools of numbers as the CallCenter Pro document shows them. */
import { z } from '@hono/zod-openapi';
import { placeOf } from '../../../shared/domain/numbers/phone-numbers.ts';
import { ratio } from '../../../shared/rules/operations/call-statistics.ts';
import type { PhoneNumberRow } from '../../../sql/numbers/phone-numbers.ts';
import type { PoolStatisticsRow } from '../../../sql/numbers/pool-statistics.ts';
import type { PoolRow } from '../../../sql/numbers/pools.ts';
import { numberStatus } from './phone-numbers.shape.ts';
import { integer, timestamp } from '../../http/response-fields.ts';

export const NumberPoolResponse = z
  .object({
    id: integer,
    userId: integer.nullable(),
    name: z.string(),
    description: z.string().nullable(),
    webhookUrl: z.string().nullable(),
    isActive: z.boolean(),
    phoneNumbers: z.array(z.object({ id: integer, phoneNumber: z.string(), status: numberStatus })),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('NumberPool');

const webhookSecret = z.string().openapi({ description: 'Signs what the webhook is sent. Told once: keep it.' });
export const WebhookSecretResponse = z.object({ webhookSecret });
export const NumberPoolWithSecretResponse = NumberPoolResponse
  .extend({ webhookSecret: webhookSecret.optional() })
  .openapi('NumberPoolWithSecret');

export function presentPool(pool: PoolRow, numbers: PhoneNumberRow[]): z.infer<typeof NumberPoolResponse> {
  return {
    id: pool.id,
    userId: pool.createdBy,
    name: pool.name,
    description: pool.description,
    webhookUrl: pool.webhookUrl,
    isActive: pool.isActive,
    phoneNumbers: numbers.map((number) => {
      const { id, phoneNumber } = number;
      return { id, phoneNumber, status: placeOf(number).status };
    }),
    createdAt: pool.createdAt.toISOString(),
    updatedAt: pool.updatedAt.toISOString(),
  };
}

export const NumberPoolStatisticsResponse = z
  .object({
    totalNumbers: integer,
    assignedNumbers: integer.openapi({ description: 'Kept for a visitor, or in a call, at this moment' }),
    availableNumbers: integer.openapi({ description: 'The rest, without those suspended' }),
    utilizationRate: z.number().openapi({ description: 'assignedNumbers ÷ totalNumbers' }),
    totalCalls: integer.openapi({ description: 'Since each number came into the pool' }),
    averageCallsPerNumber: z.number(),
    peakConcurrentLeases: integer.openapi({ description: 'Visitors with a number of their own at once, in 7 days' }),
    overflowRate: z.number().openapi({ description: 'Share of the visitors of 7 days for whom no number was free' }),
    recommendedSize: integer.openapi({
      description:
        'Numbers with which at most 1 % of the visitors of the busiest hour of 7 days find none free (Erlang B); by calls where ' +
        'no visitors are tracked.',
    }),
  })
  .openapi('NumberPoolStats');

export function presentPoolStatistics(figures: PoolStatisticsRow & { recommendedSize: number }): z.infer<typeof NumberPoolStatisticsResponse> {
  const { totalNumbers, assignedNumbers, suspendedNumbers, totalCalls } = figures;
  return {
    totalNumbers,
    assignedNumbers,
    availableNumbers: totalNumbers - assignedNumbers - suspendedNumbers,
    utilizationRate: ratio(assignedNumbers, totalNumbers),
    totalCalls,
    averageCallsPerNumber: ratio(totalCalls, totalNumbers),
    peakConcurrentLeases: figures.peakConcurrentLeases,
    overflowRate: ratio(figures.overflowLeases, figures.leases),
    recommendedSize: figures.recommendedSize,
  };
}
