/** A tenant of its own for a run, through whose founder everything is done. */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/access.ts';
import { actorOf, register } from '../../shared/domain/users.ts';

export async function openAccount(ctx: Context): Promise<Actor> {
  const email = `${randomUUID()}@example.com`;
  const founder = { email, password: randomUUID(), firstName: 'Bench', lastName: '', phone: null, tenant: null };
  return actorOf(await register(ctx, undefined, { ...founder, role: 'admin' }));
}
