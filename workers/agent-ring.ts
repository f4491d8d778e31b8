import { ringAgent } from '../shared/domain/agent-legs.ts';
import type { Handler } from './handlers.ts';

export const agentRing: Handler<'agent.ring'> = (ctx, { legId }) => ringAgent(ctx, legId);
