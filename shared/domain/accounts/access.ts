/** Who may do what: the one permission table. Verbs and routes ask {@link authorize}; nothing else decides. */
import { DomainError } from '../../errors.ts';
import type { Scope } from '../../../sql/accounts/scope.ts';

export type { Scope };

export type Role = 'admin' | 'supervisor' | 'agent';

/** Who acts: a user. Jobs and the carrier's webhooks act for nobody; they go on with what a user began. */
export type Actor = {
  tenantId: number;
  userId: number;
  role: Role;
  /** Founded the tenant, so passes every check whatever the role says. */
  isOwner: boolean;
  /** The agent this user is, if any. */
  agentId: number | null;
  agentGroupId: number | null;
};

const everybody: readonly Role[] = ['admin', 'supervisor', 'agent'];
const leaders: readonly Role[] = ['admin', 'supervisor'];

const permissions = {
  'campaigns.read': everybody,
  'campaigns.write': leaders,
  'leads.read': everybody,
  'leads.write': leaders,
  /** To be shown leads and call them, as the agent one is. */
  'leads.call': everybody,
  'dnc.read': everybody,
  'dnc.write': leaders,
  'agents.read': everybody,
  'agents.write': leaders,
  /** One's own status; leaders may set anybody's. */
  'agents.status': everybody,
  'buyers.read': everybody,
  'buyers.write': leaders,
  'calls.read': everybody,
  /** Notes and outcome; agents of their own calls only. */
  'calls.write': everybody,
  /** Calls that others carried, and corrections of any. */
  'calls.record': leaders,
  'rtb.read': everybody,
  'rtb.write': leaders,
  /** All targets at once. */
  'rtb.clear': ['admin'],
  'publishers.read': leaders,
  'publishers.write': leaders,
  'integrations.read': leaders,
  'integrations.write': leaders,
  'stats.read': leaders,
  'numbers.read': everybody,
  'numbers.write': leaders,
  /** Costs money, or gives back what did. */
  'numbers.purchase': ['admin'],
  'pools.read': everybody,
  'pools.write': leaders,
  'tracking.read': everybody,
  'tracking.write': leaders,
  'users.write': ['admin'],
  'queues.read': ['admin'],
} satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export function isAllowed(actor: Actor, permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission];
  return actor.isOwner || allowed.includes(actor.role);
}

/**
 * Insists on a permission and says where it reaches. Statements take the scope, so nothing is read or written without
 * having passed here.
 *
 * @throws DomainError `forbidden`
 */
export function authorize(actor: Actor, permission: Permission): Scope {
  if (!isAllowed(actor, permission))
    throw new DomainError(
      'forbidden',
      `Your role does not include ${permission}. Ask an administrator of your account.`,
    );
  const confined = actor.role === 'agent' && !actor.isOwner;
  return { tenantId: actor.tenantId, onlyGroupId: confined ? actor.agentGroupId : undefined };
}
