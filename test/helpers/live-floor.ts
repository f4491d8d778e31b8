/** A tenant whose live events a test follows, and further API processes to follow them through. */
import { expect } from 'vitest';
import type { SocketLimits } from '../../api/live-socket.ts';
import { serveApi } from '../../api/serve.ts';
import { freePort } from '../../scripts/processes/ports.ts';
import { createContext } from '../../shared/context.ts';
import { emit, type LiveEvent } from '../../shared/events.ts';
import { addUser, type Client, foundTenant } from './client.ts';
import type { LiveClient } from './live-client.ts';
import type { TestSystem } from './system.ts';

/** Another API process on the same services. */
export async function startApi({ config, ctx: { keyPrefix } }: TestSystem, socketLimits: Partial<SocketLimits> = {}) {
  const port = await freePort();
  const ctx = await createContext({ ...config, port }, { processName: 'test', keyPrefix, connectionsMax: 3 });
  const api = await serveApi(ctx, { hostname: '127.0.0.1', socketLimits });
  const stop = async () => {
    await api.close();
    await ctx[Symbol.asyncDispose]();
  };
  return { port, ctx, stop };
}

type FloorAgent = { id: number; uuid: string; user: Client };

const callId = '6f1c1d9e-5f0a-4a53-9a55-0d4f8b1c2e3d';

/** The dialer document's own example of a call that comes in. */
export const card = {
  callId,
  leadId: 'c1f7a1f0-5a3c-4a52-8a39-2d1f0f3c9b11',
  first_name: 'John',
  last_name: 'Doe',
  phone: '+14155552671',
  notes: 'VIP customer',
};

/** A tenant with two users who are agents. */
export async function openFloor(system: TestSystem) {
  const { ctx } = system;
  const owner = await foundTenant(system);
  const [tenant] = await ctx.sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  const addAgent = async (): Promise<FloorAgent> => {
    const user = await addUser(system, owner, 'agent');
    const { body } = await owner.post('/api/agents', { name: 'A', phone: '+14155553333', user_id: user.user.id });
    const { id: uuid } = body['agent'] as { id: string };
    const [row] = await ctx.sql<[{ id: number }]>`select id from agents where uuid = ${uuid}`;
    return { id: row.id, uuid, user };
  };
  const tenantId = tenant.id;
  const [alice, bob] = [await addAgent(), await addAgent()];
  let marks = 0;

  return {
    owner,
    tenantId,
    alice,
    bob,
    incoming: (agentId: number, data = card): LiveEvent => ({ tenantId, event: 'incoming:call', agentId, data }),
    ended: (agentId: number | null, disposition = 'answered'): LiveEvent => ({
      tenantId,
      event: 'call:ended',
      agentId,
      data: { callId, disposition },
    }),
    /** Resolves when everybody has heard everything that was emitted before. */
    settle: async (...clients: LiveClient[]): Promise<void> => {
      const status = `mark ${(marks += 1)}`;
      const data = { agentId: alice.uuid, status };
      await emit(ctx, { tenantId, event: 'agent:status:updated', agentId: alice.id, data });
      const markOf = ({ messages }: LiveClient) => messages.findIndex((message) => message.data['status'] === status);
      await expect
        .poll(() => clients.every((client) => markOf(client) >= 0), { timeout: 8_000, interval: 5 })
        .toBe(true);
      for (const client of clients) client.messages.splice(markOf(client), 1);
    },
  };
}
