import { eventsAfter, latestPosition, type LiveEvent } from '../../../shared/live-events.ts';
import type { TestSystem } from '../system.ts';

/** Runs `work`. Returns the tenant's live events that were published while `work` ran. */
export async function liveEventsDuring(
  { ctx }: Pick<TestSystem, 'ctx'>,
  tenantUuid: string,
  work: () => Promise<void>,
): Promise<LiveEvent[]> {
  const [tenant] = await ctx.sql<[{ id: number }]>`select id from tenants where uuid = ${tenantUuid}`;
  const before = await latestPosition(ctx, tenant.id);
  await work();
  return (await eventsAfter(ctx, tenant.id, before)).events;
}
