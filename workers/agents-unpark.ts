import { unparkIdleAgents } from '../shared/domain/agent-lines.ts';
import type { Handler } from './handlers.ts';

export const agentsUnpark: Handler<'agents.unpark'> = (ctx) => unparkIdleAgents(ctx);
