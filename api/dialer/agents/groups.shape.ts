/** How the dialer API shows agent groups. */
import { z } from '@hono/zod-openapi';
import type { AgentGroupRow } from '../../../sql/agents/groups.ts';
import { numericId, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const AgentGroupResponse = z
  .object({ id: uuid, numeric_id: numericId, tenant_id: uuid, name: z.string(), created_at: timestamp })
  .openapi('AgentGroupResponse');

export function presentAgentGroup(group: AgentGroupRow): z.infer<typeof AgentGroupResponse> {
  const { id, uuid, tenantUuid, name, createdAt } = group;
  return { id: uuid, numeric_id: id, tenant_id: tenantUuid, name, created_at: createdAt.toISOString() };
}
