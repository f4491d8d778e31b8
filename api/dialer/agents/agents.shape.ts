/** Agents and their groups as the dialer document shows them. */
import { z } from '@hono/zod-openapi';
import type { AgentGroupRow } from '../../../sql/agents/groups.ts';
import type { AgentRow, AgentStatistics } from '../../../sql/agents/agents.ts';
import { isoOrNull, timestamp } from '../../http/response-fields.ts';

const uuid = z.uuid();

export const agentStatus = z.enum(['available', 'busy', 'offline', 'break']);

const hours = z.object({ start: z.string(), end: z.string() }).optional();

export const agentShape = z
  .object({
    id: uuid,
    tenant_id: uuid,
    user_id: uuid.nullable(),
    name: z.string(),
    phone: z.string(),
    email: z.string().nullable(),
    agent_group_id: uuid.nullable(),
    status: agentStatus.openapi({ description: '`busy` also while every line is taken or a wrap-up runs.' }),
    status_reason: z.string().nullable(),
    max_concurrent_calls: z.number().int(),
    current_calls: z.number().int(),
    total_calls_handled: z.number().int(),
    total_call_duration_seconds: z.number().int(),
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
    priority: z.number().int(),
    created_at: timestamp,
    last_active_at: timestamp.nullable(),
  })
  .openapi('Agent');

export function presentAgent(agent: AgentRow): z.infer<typeof agentShape> {
  return {
    id: agent.uuid,
    tenant_id: agent.tenantUuid,
    user_id: agent.userUuid,
    name: agent.name,
    phone: agent.phone,
    email: agent.email,
    agent_group_id: agent.agentGroupUuid,
    status: agent.effectiveStatus,
    status_reason: agent.statusReason,
    max_concurrent_calls: agent.maxConcurrentCalls,
    current_calls: agent.currentCalls,
    total_calls_handled: agent.totalCallsHandled,
    total_call_duration_seconds: agent.totalCallDurationSeconds,
    working_hours: agent.workingHours,
    is_active: agent.isActive,
    skills: agent.skills,
    priority: agent.priority,
    created_at: agent.createdAt.toISOString(),
    last_active_at: isoOrNull(agent.lastActiveAt),
  };
}

export const agentStatsShape = z
  .object({
    total_calls: z.number().int(),
    answered_calls: z.number().int(),
    avg_talk_time: z.number().openapi({ description: 'Seconds of talk for each answered call; 0 without any.' }),
    total_talk_time: z.number().int(),
  })
  .openapi('AgentStats');

export function presentAgentStats(stats: AgentStatistics): z.infer<typeof agentStatsShape> {
  return {
    total_calls: stats.totalCalls,
    answered_calls: stats.answeredCalls,
    avg_talk_time: stats.averageTalkSeconds,
    total_talk_time: stats.totalTalkSeconds,
  };
}

export const agentGroupShape = z
  .object({ id: uuid, tenant_id: uuid, name: z.string(), created_at: timestamp })
  .openapi('AgentGroup');

export function presentAgentGroup(group: AgentGroupRow): z.infer<typeof agentGroupShape> {
  return { id: group.uuid, tenant_id: group.tenantUuid, name: group.name, created_at: group.createdAt.toISOString() };
}
