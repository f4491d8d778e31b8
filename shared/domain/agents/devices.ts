/** The devices with which agents take calls: a phone, or a browser that has registered at the carrier. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { type AgentDevice, deviceIdentityOf, DEVICE_TOKEN_SECONDS } from '../../rules/agents/device.ts';
import { transaction } from '../../transaction.ts';
import { agentByKey, type AgentRow, lockAgent } from '../../../sql/agents/agents.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, authorize, isAllowed } from '../accounts/access.ts';
import { updateLockedAgent } from './agents.ts';

export type DeviceToken = {
  token: string;
  identity: string;
  /** Seconds of real time. */
  expiresInSeconds: number;
};

/**
 * Creates a token with which the browser of an agent registers at the carrier. Only the agent gets it, because the calls
 * of the agent reach the program that has the token.
 *
 * @throws DomainError `forbidden` for the agent of another user, and for a deactivated agent
 * @throws DomainError `conflict` if the deployment has no key for device tokens
 */
export async function createDeviceToken(ctx: Context, actor: Actor, key: Key): Promise<DeviceToken> {
  const scope = { ...authorize(actor, 'agents.status'), onlyAgentId: undefined };
  const agent = requireFound(await agentByKey(ctx.sql, scope, key), 'Agent');
  if (actor.agentId !== agent.id)
    throw new DomainError('forbidden', 'You may get a device token for your own agent only.');
  const identity = deviceIdentityOf(agent.uuid);
  const token = ctx.carrier.createDeviceToken(identity, DEVICE_TOKEN_SECONDS);
  if (token === undefined)
    throw new DomainError(
      'conflict',
      'This deployment cannot ring browsers. Its operator must set TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET.',
    );
  return { token, identity, expiresInSeconds: DEVICE_TOKEN_SECONDS };
}

/**
 * Sets what rings for an agent. Agents may choose for themselves, users with the permission `agents.write` for every
 * agent.
 *
 * @throws DomainError `conflict` if the agent is in a call
 */
export async function updateAgentDevice(ctx: Context, actor: Actor, key: Key, device: AgentDevice): Promise<AgentRow> {
  const scope = { ...authorize(actor, 'agents.status'), onlyAgentId: undefined };
  return transaction(ctx, async (tx) => {
    const before = requireFound(await lockAgent(tx.sql, scope, key), 'Agent');
    if (!isAllowed(actor, 'agents.write') && actor.agentId !== before.id)
      throw new DomainError('forbidden', 'You may choose your own device only. Ask a supervisor to choose for others.');
    await updateLockedAgent(tx, before, { device });
    return requireFound(await agentByKey(tx.sql, scope, key), 'Agent');
  });
}
