import { type LiveEvent, eventChannel } from '../../shared/events.ts';
import type { TestSystem } from './system.ts';

/** What the sockets of a tenant would be told while `work` runs. */
export async function eventsDuring(
  { ctx }: Pick<TestSystem, 'ctx'>,
  tenantUuid: string,
  work: () => Promise<void>,
): Promise<LiveEvent[]> {
  const [tenant] = await ctx.sql<[{ id: number }]>`select id from tenants where uuid = ${tenantUuid}`;
  const channel = eventChannel(ctx.keyPrefix, tenant.id);
  const events: LiveEvent[] = [];
  const subscriber = ctx.redis.duplicate({ enableOfflineQueue: true });
  subscriber.on('message', (_channel, message) => events.push(JSON.parse(message)));
  await subscriber.subscribe(channel);
  await work();
  // Redis keeps the order: once this has come, so has everything before it.
  const { promise: last, resolve } = Promise.withResolvers<void>();
  subscriber.on('message', (_channel, message) => message === 'null' && resolve());
  await ctx.redis.publish(channel, 'null');
  await last;
  subscriber.disconnect();
  return events.filter((event) => event !== null);
}
