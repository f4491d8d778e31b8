/** The table of roles and permissions. Only {@link authorize} and {@link isAllowed} check permissions. */
import { DomainError } from '../../errors.ts';
import type { Scope } from '../../../sql/accounts/scope.ts';

export type { Scope };

export type Role = 'admin' | 'supervisor' | 'agent';

/** The user who makes a request. Jobs and carrier callbacks have no actor: they continue work that a user has started. */
export type Actor = {
  tenantId: number;
  userId: number;
  role: Role;
  /** The user founded the tenant and has every permission, independent of the role. */
  isOwner: boolean;
  /** The agent row of this user, if there is one. */
  agentId: number | null;
  agentGroupId: number | null;
};

const ALL_ROLES: readonly Role[] = ['admin', 'supervisor', 'agent'];
const LEADERS: readonly Role[] = ['admin', 'supervisor'];

const PERMISSIONS = {
  'campaigns.read': ALL_ROLES,
  'campaigns.write': LEADERS,
  'leads.read': ALL_ROLES,
  'leads.write': LEADERS,
  /** Preview leads and call them, as an agent. */
  'leads.call': ALL_ROLES,
  'dnc.read': ALL_ROLES,
  'dnc.write': LEADERS,
  'agents.read': ALL_ROLES,
  'agents.write': LEADERS,
  /** Set the status: agents their own, leaders that of any agent. */
  'agents.status': ALL_ROLES,
  'buyers.read': ALL_ROLES,
  'buyers.write': LEADERS,
  'calls.read': ALL_ROLES,
  /** Write notes and outcome: agents of their own calls, leaders of any call. */
  'calls.write': ALL_ROLES,
  /** Log external calls, and correct any call. */
  'calls.log': LEADERS,
  'rtb.read': ALL_ROLES,
  'rtb.write': LEADERS,
  /** Delete all targets at once. */
  'rtb.clear': ['admin'],
  'publishers.read': LEADERS,
  'publishers.write': LEADERS,
  'integrations.read': LEADERS,
  'integrations.write': LEADERS,
  'stats.read': LEADERS,
  'numbers.read': ALL_ROLES,
  'numbers.write': LEADERS,
  /** Purchase numbers, which costs money, and release purchased numbers. */
  'numbers.purchase': ['admin'],
  'pools.read': ALL_ROLES,
  'pools.write': LEADERS,
  'tracking.read': ALL_ROLES,
  'tracking.write': LEADERS,
  'users.write': ['admin'],
  'queues.read': ['admin'],
} satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether the actor has a permission. */
export function isAllowed(actor: Actor, permission: Permission): boolean {
  const allowed: readonly Role[] = PERMISSIONS[permission];
  return actor.isOwner || allowed.includes(actor.role);
}

/**
 * Checks that the actor has a permission and returns the scope in which it applies. SQL statements require a scope, so every
 * read and write passes this check.
 *
 * @throws DomainError `forbidden`
 */
export function authorize(actor: Actor, permission: Permission): Scope {
  if (!isAllowed(actor, permission))
    throw new DomainError(
      'forbidden',
      `Your role does not have the permission ${permission}. Ask an administrator of your account.`,
    );
  const isLimitedToGroup = actor.role === 'agent' && !actor.isOwner;
  return { tenantId: actor.tenantId, onlyGroupId: isLimitedToGroup ? actor.agentGroupId : undefined };
}
