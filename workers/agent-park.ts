import { ringLine } from '../shared/domain/agent-lines.ts';
import type { Handler } from './handlers.ts';

export const agentPark: Handler<'agent.park'> = (ctx, { lineId }) => ringLine(ctx, lineId);
