/** The tenant of a benchmark run. */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { actorOf, registerUser } from '../../shared/domain/accounts/users.ts';

/**
 * Registers a new tenant.
 *
 * @returns The first user of the tenant, who may do everything in the tenant.
 */
export async function createTenant(ctx: Context): Promise<Actor> {
  const email = `${randomUUID()}@example.com`;
  const user = { email, password: randomUUID(), firstName: 'Bench', lastName: '', phone: null, tenant: null };
  return actorOf(await registerUser(ctx, undefined, { ...user, role: 'admin' }));
}
