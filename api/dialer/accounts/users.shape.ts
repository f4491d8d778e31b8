import { z } from '@hono/zod-openapi';
import type { UserRow } from '../../../sql/accounts/users.ts';
import { uuid } from '../../http/response-fields.ts';

export const UserResponse = z
  .object({
    id: uuid,
    email: z.string(),
    role: z.enum(['admin', 'supervisor', 'agent']),
    tenant_id: uuid,
    first_name: z.string(),
    last_name: z.string(),
  })
  .openapi('UserResponse');

export function presentUser(user: UserRow): z.infer<typeof UserResponse> {
  return {
    id: user.uuid,
    email: user.email,
    role: user.role,
    tenant_id: user.tenantUuid,
    first_name: user.firstName,
    last_name: user.lastName,
  };
}
