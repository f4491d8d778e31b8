/**
 * How the CallCenter Pro API shows agents. The names of schemas begin with `Pro`, because the merged document of both
 * APIs also contains the dialer API's `AgentResponse`.
 */
import { z } from '@hono/zod-openapi';
import {
  averageCallDuration,
  conversionRate,
  rating,
  ratio,
  successRate,
} from '../../../shared/rules/operations/call-statistics.ts';
import type { AgentRow, AgentStatistics } from '../../../sql/agents/agents.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const ProAgentResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    email: z.string().nullable(),
    phoneNumber: z.string(),
    skills: z.array(z.string()),
    maxConcurrentCalls: integer,
    priority: integer,
    status: z.enum(['available', 'busy', 'offline']).openapi({
      description: 'An available agent is shown as `busy` without a free slot and during wrap-up.',
    }),
    isActive: z.boolean(),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('ProAgentResponse');

export function presentAgent(agent: AgentRow): z.infer<typeof ProAgentResponse> {
  return {
    id: agent.id,
    uuid: agent.uuid,
    userId: agent.createdBy,
    name: agent.name,
    email: agent.email,
    phoneNumber: agent.phone,
    skills: agent.skills,
    maxConcurrentCalls: agent.maxConcurrentCalls,
    priority: agent.priority,
    status: agent.effectiveStatus === 'break' ? 'offline' : agent.effectiveStatus,
    isActive: agent.isActive,
    createdAt: agent.createdAt.toISOString(),
    updatedAt: agent.updatedAt.toISOString(),
  };
}

export const AgentMetricsResponse = z
  .object({
    totalCalls: integer.openapi({ description: 'Ended calls that were assigned to the agent' }),
    averageCallDuration: integer.openapi({ description: 'Seconds of talk time, divided by all ended calls' }),
    successRate: z.number().openapi({ description: 'The answered calls, divided by all ended calls' }),
    totalTalkTime: integer.openapi({ description: 'In seconds' }),
    callsPerDay: z.number().openapi({ description: 'Ended calls, divided by the days of the period' }),
    performance: z.object({
      rating: z.number().openapi({ description: 'The success rate as 0 to 5 stars, in half stars' }),
      conversions: integer.openapi({ description: 'Calls that were marked as converted' }),
      conversionRate: z.number().openapi({ description: 'The converted calls, divided by all ended calls' }),
    }),
  })
  .openapi('AgentMetricsResponse');

export function presentAgentMetrics(statistics: AgentStatistics, days: number): z.infer<typeof AgentMetricsResponse> {
  const {
    totalCalls: calls,
    answeredCalls: answered,
    convertedCalls: converted,
    totalTalkSeconds: talkSeconds,
  } = statistics;
  return {
    totalCalls: calls,
    averageCallDuration: averageCallDuration({ calls, talkSeconds }),
    successRate: successRate({ calls, answered }),
    totalTalkTime: talkSeconds,
    callsPerDay: ratio(calls, days),
    performance: {
      rating: rating({ calls, answered }),
      conversions: converted,
      conversionRate: conversionRate({ calls, converted }),
    },
  };
}
