/** How the dialer API shows agents. */
import { z } from '@hono/zod-openapi';
import { AGENT_DEVICES } from '../../../shared/rules/agents/device.ts';
import { PHONE_ACCEPTANCES } from '../../../shared/rules/agents/phone-acceptance.ts';
import { AGENT_STATES, AGENT_STATUSES } from '../../../shared/rules/agents/status.ts';
import type { AgentRow, AgentStatistics } from '../../../sql/agents/agents.ts';
import { computed, integer, numericId, isoOrNull, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const agentStatus = z.enum(AGENT_STATUSES);

const hours = z.object({ start: z.string(), end: z.string() }).optional();

export const AgentResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    tenant_id: uuid,
    user_id: uuid.nullable(),
    name: z.string(),
    phone: z.string(),
    email: z.string().nullable(),
    agent_group_id: uuid.nullable(),
    status: agentStatus.openapi({
      description: 'An available agent is shown as `busy` without a free slot and during wrap-up.',
    }),
    status_reason: computed(z.string().nullable()),
    state: computed(
      z.enum(AGENT_STATES).openapi({ description: 'What the agent does now: the status, or the part of a call' }),
    ),
    state_since: computed(timestamp),
    call_id: computed(uuid.nullable().openapi({ description: 'The call that the agent is in, or that rings' })),
    max_concurrent_calls: integer,
    current_calls: computed(integer),
    total_calls_handled: computed(integer),
    total_call_duration_seconds: computed(integer),
    working_hours: z
      .object({
        monday: hours,
        tuesday: hours,
        wednesday: hours,
        thursday: hours,
        friday: hours,
        saturday: hours,
        sunday: hours,
      })
      .nullable(),
    is_active: z.boolean(),
    skills: z.array(z.string()),
    priority: integer,
    phone_acceptance: z.enum(PHONE_ACCEPTANCES),
    device: z.enum(AGENT_DEVICES),
    created_at: timestamp,
    last_active_at: computed(timestamp.nullable()),
  })
  .openapi('AgentResponse');

export function presentAgent(agent: AgentRow): z.infer<typeof AgentResponse> {
  return {
    id: agent.uuid,
    numeric_id: agent.id,
    tenant_id: agent.tenantUuid,
    user_id: agent.userUuid,
    name: agent.name,
    phone: agent.phone,
    email: agent.email,
    agent_group_id: agent.agentGroupUuid,
    status: agent.effectiveStatus,
    status_reason: agent.statusReason,
    state: agent.state,
    state_since: agent.stateSince.toISOString(),
    call_id: agent.callUuid,
    max_concurrent_calls: agent.maxConcurrentCalls,
    current_calls: agent.currentCalls,
    total_calls_handled: agent.totalCallsHandled,
    total_call_duration_seconds: agent.totalCallDurationSeconds,
    working_hours: agent.workingHours,
    is_active: agent.isActive,
    skills: agent.skills,
    priority: agent.priority,
    phone_acceptance: agent.phoneAcceptance,
    device: agent.device,
    created_at: agent.createdAt.toISOString(),
    last_active_at: isoOrNull(agent.lastActiveAt),
  };
}

export const AgentStatisticsResponse = z
  .object({
    total_calls: integer.openapi({ description: 'Ended calls that were assigned to the agent' }),
    answered_calls: integer.openapi({ description: 'Ended calls with the disposition `answered`' }),
    conversations: computed(
      integer.openapi({ description: 'Ended calls in which the agent talked, also those that the agent transferred' }),
    ),
    avg_talk_time: z.number().openapi({ description: 'Seconds of talk per answered call; 0 without answered calls' }),
    total_talk_time: integer.openapi({ description: 'In seconds; in a transferred call, the own part of the talk' }),
  })
  .openapi('AgentStatisticsResponse');

export function presentAgentStatistics(statistics: AgentStatistics): z.infer<typeof AgentStatisticsResponse> {
  return {
    total_calls: statistics.totalCalls,
    answered_calls: statistics.answeredCalls,
    conversations: statistics.conversations,
    avg_talk_time: statistics.averageTalkSeconds,
    total_talk_time: statistics.totalTalkSeconds,
  };
}
