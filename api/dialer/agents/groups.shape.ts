/** How the dialer API shows agent groups. */
import { z } from '@hono/zod-openapi';
import type { AgentGroupRow } from '../../../sql/agents/groups.ts';
import { uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const AgentGroupResponse = z
  .object({ id: uuid, tenant_id: uuid, name: z.string(), created_at: timestamp })
  .openapi('AgentGroupResponse');

export function presentAgentGroup(group: AgentGroupRow): z.infer<typeof AgentGroupResponse> {
  return { id: group.uuid, tenant_id: group.tenantUuid, name: group.name, created_at: group.createdAt.toISOString() };
}
