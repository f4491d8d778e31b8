/** Agents as the CallCenter Pro document shows them. */
import { z } from '@hono/zod-openapi';
import type { AgentRow } from '../../sql/agents.ts';
import { integer, timestamp } from './present.ts';

export const agentStatus = z.enum(['available', 'busy', 'offline']);

export const agentShape = z
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

export function presentAgent(agent: AgentRow): z.infer<typeof agentShape> {
  return {
    id: agent.id,
    userId: agent.createdBy,
    name: agent.name,
    email: agent.email,
    phoneNumber: agent.phone,
    skills: agent.skills,
    maxConcurrentCalls: agent.maxConcurrentCalls,
    priority: agent.priority,
    status: agent.shownStatus === 'break' ? 'offline' : agent.shownStatus,
    isActive: agent.isActive,
    createdAt: agent.createdAt.toISOString(),
    updatedAt: agent.updatedAt.toISOString(),
  };
}
