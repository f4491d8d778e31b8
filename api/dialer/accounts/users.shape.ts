import { z } from '@hono/zod-openapi';
import type { InvitationRow } from '../../../sql/accounts/user-invitations.ts';
import type { UserRow } from '../../../sql/accounts/users.ts';
import { numericId, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const userRole = z.enum(['admin', 'supervisor', 'agent']);

export const UserResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    email: z.string(),
    role: userRole,
    tenant_id: uuid,
    first_name: z.string(),
    last_name: z.string(),
  })
  .openapi('UserResponse');

export function presentUser(user: UserRow): z.infer<typeof UserResponse> {
  return {
    id: user.uuid,
    numeric_id: user.id,
    email: user.email,
    role: user.role,
    tenant_id: user.tenantUuid,
    first_name: user.firstName,
    last_name: user.lastName,
  };
}

/** A user as administrators see it. */
export const UserAccountResponse = UserResponse.extend({
  username: z.string(),
  phone: z.string().nullable(),
  is_owner: z.boolean().openapi({ description: 'An owner has every permission, whatever the role is' }),
  is_active: z.boolean(),
  has_second_factor: z.boolean(),
  created_at: timestamp,
}).openapi('UserAccountResponse');

export function presentAccount(user: UserRow): z.infer<typeof UserAccountResponse> {
  const { username, phone, isOwner, isActive, hasSecondFactor, createdAt } = user;
  return {
    ...presentUser(user),
    username,
    phone,
    is_owner: isOwner,
    is_active: isActive,
    has_second_factor: hasSecondFactor,
    created_at: createdAt.toISOString(),
  };
}

export const InvitationResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    email: z.string(),
    role: userRole,
    created_at: timestamp,
    expires_at: timestamp,
  })
  .openapi('InvitationResponse');

export function presentInvitation(row: InvitationRow): z.infer<typeof InvitationResponse> {
  return {
    id: row.uuid,
    numeric_id: row.id,
    email: row.email,
    role: row.role,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}
