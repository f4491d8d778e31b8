/** The table of roles and permissions. Only {@link authorize} and {@link isAllowed} check a permission. */
import { DomainError } from '../../errors.ts';
import type { Scope } from '../../../sql/accounts/scope.ts';

export type { Scope };

export type Role = 'admin' | 'supervisor' | 'agent';

/**
 * The user or the API key that makes a request. Jobs and carrier callbacks have no actor, because they continue work that a user has
 * started.
 */
export type Actor = {
  tenantId: number;
  userId: number;
  role: Role;
  /** Whether the user founded the tenant. The founder has every permission, independent of the role. */
  isOwner: boolean;
  /** The id of the agent that belongs to the user; null if the user is not an agent. */
  agentId: number | null;
  agentGroupId: number | null;
  /**
   * The API key that makes the request; null for a user. An API key has exactly its permissions, and `userId` is the
   * user who created the key.
   */
  apiKey: { id: number; name: string; permissions: readonly Permission[] } | null;
};

const ALL_ROLES: readonly Role[] = ['admin', 'supervisor', 'agent'];
const LEADERS: readonly Role[] = ['admin', 'supervisor'];

const PERMISSIONS = {
  'campaigns.read': ALL_ROLES,
  'campaigns.write': LEADERS,
  /** Agents may read only the leads that were shown to them. */
  'leads.read': ALL_ROLES,
  'leads.write': LEADERS,
  /** Allows an agent to preview leads and to call the previewed leads. */
  'leads.call': ALL_ROLES,
  'dnc.read': LEADERS,
  'dnc.write': LEADERS,
  /** Agents may read only themselves, because other agents' phone numbers and e-mail addresses are personal data. */
  'agents.read': ALL_ROLES,
  'agents.write': LEADERS,
  /**
   * Allows setting the status of an agent. Agents may set only their own status; admins and supervisors may set the
   * status of every agent.
   */
  'agents.status': ALL_ROLES,
  'buyers.read': LEADERS,
  'buyers.write': LEADERS,
  /** Agents may read only their own calls and recordings. */
  'calls.read': ALL_ROLES,
  /**
   * Allows writing the notes and outcome of a call. Agents may write about their own calls only; admins and supervisors
   * may write about every call.
   */
  'calls.write': ALL_ROLES,
  /** Allows listening to a live call, whispering to its agent and talking with both. */
  'calls.monitor': LEADERS,
  /** Allows logging calls of another system, and correcting any call. */
  'calls.log': LEADERS,
  'rtb.read': LEADERS,
  'rtb.write': LEADERS,
  /** Allows deleting all targets at once. */
  'rtb.clear': ['admin'],
  'publishers.read': LEADERS,
  'publishers.write': LEADERS,
  'money.read': LEADERS,
  /** Allows correcting the money of calls: conversions, adjustments and disputes. */
  'money.write': LEADERS,
  /** Allows changing the time zone and the currency of the account. */
  'account-settings.write': ['admin'],
  'integrations.read': LEADERS,
  'integrations.write': LEADERS,
  'stats.read': LEADERS,
  'numbers.read': LEADERS,
  'numbers.write': LEADERS,
  /** Allows purchasing phone numbers, which costs money, and releasing purchased phone numbers. */
  'numbers.purchase': ['admin'],
  'pools.read': LEADERS,
  'pools.write': LEADERS,
  'tracking.read': LEADERS,
  'tracking.write': LEADERS,
  'users.write': ['admin'],
  /** Allows reading, creating, rotating and revoking API keys. */
  'api-keys.write': ['admin'],
  'limits.read': LEADERS,
  /** Allows users to manage their own login: password, login sessions and second factor. */
  'account.write': ALL_ROLES,
  /** Allows erasing the data of a person on request. The erasure cannot be undone. */
  'privacy.write': ['admin'],
  /** Allows reading the audit log, which shows the changes of all users. */
  'audit.read': ['admin'],
} satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/**
 * The areas whose permissions an API key cannot have. They manage users and credentials, or they are about the user who
 * makes the request. With them, a stolen key could create more credentials.
 */
const AREAS_OF_USERS = new Set(['users', 'account', 'api-keys', 'queues']);

const isGrantable = (permission: string) => !AREAS_OF_USERS.has(permission.split('.')[0]!);

/** The permissions that an API key may have. */
export const GRANTABLE_PERMISSIONS = (Object.keys(PERMISSIONS) as Permission[]).filter(isGrantable);

/** Whether a text is the name of a permission that an API key may have. */
export const isGrantablePermission = (text: string): text is Permission =>
  Object.hasOwn(PERMISSIONS, text) && isGrantable(text);

/** Whether the actor has a permission. */
export function isAllowed(actor: Actor, permission: Permission): boolean {
  if (actor.apiKey) return actor.apiKey.permissions.includes(permission);
  const allowed: readonly Role[] = PERMISSIONS[permission];
  return actor.isOwner || allowed.includes(actor.role);
}

/** Returns the names of all permissions of the actor. */
export const permissionsOf = (actor: Actor): Permission[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => isAllowed(actor, permission));

/**
 * Checks that the actor has a permission, and returns the scope (tenant, agent group and agent) that limits the access of
 * the actor. Every read and write passes this check, because SQL statements require a scope.
 *
 * @throws DomainError `forbidden` if the actor does not have the permission
 */
export function authorize(actor: Actor, permission: Permission): Scope {
  if (!isAllowed(actor, permission))
    throw new DomainError(
      'forbidden',
      `Your ${actor.apiKey ? 'API key' : 'role'} does not have the permission ${permission}. Ask an administrator of your account.`,
      { missingPermission: permission },
    );
  const { tenantId, agentGroupId, agentId } = actor;
  if (actor.role !== 'agent' || actor.isOwner) return { tenantId, onlyGroupId: undefined, onlyAgentId: undefined };
  return { tenantId, onlyGroupId: agentGroupId, onlyAgentId: agentId };
}

/**
 * Asserts that an administrator may change a user. Only owners change owners, or who is an owner. Otherwise an
 * administrator could take the account away from its owner.
 *
 * @throws DomainError `forbidden`
 */
export function assertMayChangeUser(actor: Actor, user: { isOwner: boolean }, { changesOwner = false } = {}): void {
  if (actor.isOwner || (!user.isOwner && !changesOwner)) return;
  throw new DomainError('forbidden', 'Only an owner of the account may change an owner, or who is an owner.');
}
