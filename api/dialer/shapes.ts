/** Rows as the dialer document shows them: uuids for ids, snake_case, ISO times in UTC. */
import { z } from '@hono/zod-openapi';
import type { UserRow } from '../../sql/accounts/users.ts';

export const uuid = z.uuid();
export const timestamp = z.iso.datetime().openapi({ example: '2024-01-01T09:00:00.000Z' });

export const iso = (date: Date | null) => date?.toISOString() ?? null;

export const userShape = z
  .object({
    id: uuid,
    email: z.string(),
    role: z.enum(['admin', 'supervisor', 'agent']),
    tenant_id: uuid,
    first_name: z.string(),
    last_name: z.string(),
  })
  .openapi('User');

export function presentUser(user: UserRow): z.infer<typeof userShape> {
  return {
    id: user.uuid,
    email: user.email,
    role: user.role,
    tenant_id: user.tenantUuid,
    first_name: user.firstName,
    last_name: user.lastName,
  };
}
