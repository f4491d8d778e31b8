/** Agents as the CallCenter Pro document shows them. */
import { z } from '@hono/zod-openapi';
import {
  averageCallDuration,
  conversionRate,
  rating,
  ratio,
  successRate,
} from '../../../shared/rules/operations/call-statistics.ts';
import type { AgentRow, AgentStatistics } from '../../../sql/agents/agents.ts';
import { integer, timestamp } from '../../http/response-fields.ts';

export const agentStatus = z.enum(['available', 'busy', 'offline']);

export const ProAgentResponse = z
  .object({
    id: integer,
    userId: integer.nullable(),
    name: z.string(),
    email: z.string().nullable(),
    phoneNumber: z.string(),
    skills: z.array(z.string()),
    maxConcurrentCalls: integer,
    priority: integer,
    status: agentStatus.openapi({ description: '`busy` also while every line is taken or a wrap-up runs.' }),
    isActive: z.boolean(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('SessionAgent');

export const AgentMetricsResponse = z
  .object({
    totalCalls: integer.openapi({ description: 'That were given to the agent and have ended' }),
    averageCallDuration: z.number().openapi({ description: 'Seconds of talk for each call, answered or not' }),
    successRate: z.number(),
    totalTalkTime: integer,
    callsPerDay: z.number(),
    performance: z.object({
      rating: z.number().openapi({ description: 'The success rate in stars, by halves' }),
      conversions: integer.openapi({ description: 'Calls of which somebody said that they reached their aim' }),
      conversionRate: z.number(),
    }),
  })
  .openapi('AgentMetrics');

export function presentAgentMetrics(stats: AgentStatistics, days: number): z.infer<typeof AgentMetricsResponse> {
  const { totalCalls: calls, answeredCalls: answered, convertedCalls: converted, totalTalkSeconds: talkSeconds } = stats;
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

export function presentAgent(agent: AgentRow): z.infer<typeof ProAgentResponse> {
  return {
    id: agent.id,
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
