import { dataOf, type DialerClient } from '../../api/client/client.ts';
import type { components } from '../../api/client/dialer.ts';

/** Creates an agent and makes the agent available. Returns the id of the agent. */
export async function createAvailableAgent(
  api: DialerClient,
  body: components['schemas']['CreateAgentBody'],
): Promise<string> {
  const { agent } = await dataOf(api.POST('/agents', { body }));
  await dataOf(api.PUT('/agents/{id}/status', { params: { path: { id: agent.id } }, body: { status: 'available' } }));
  return agent.id;
}
