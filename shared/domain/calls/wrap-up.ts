import { releaseAgent } from '../../../sql/agents/availability.ts';
import { cancelReservedLegs, listLegsOfCall } from '../../../sql/calls/agent-legs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { secondsBetween } from '../../rules/calls/duration.ts';
import type { Tx } from '../../transaction.ts';
import { emitAgentStatus } from '../agents/agents.ts';

/**
 * Releases the agent of an ended call, and hangs up each leg that still rings. If the agent talked with the called
 * person, the wrap-up time of the agent starts.
 */
export async function releaseAgentOfCall(tx: Tx, call: CallRow, endTime: Date, wrapUpSeconds: number): Promise<void> {
  if (call.agentId !== null) {
    const talkSeconds = secondsBetween(call.connectedAt, endTime);
    await releaseAgent(tx.sql, call.agentId, { wrapUpSeconds, talkSeconds, handled: call.connectedAt !== null });
    await emitAgentStatus(tx, call.tenantId, call.agentId);
  }
  await cancelReservedLegs(tx.sql, call.id);
  const legs = await listLegsOfCall(tx.sql, call.id);
  const deduplicationKey = String(call.id);
  if (legs.some((leg) => leg.live)) await tx.enqueue('call.hangup', { callId: call.id }, { deduplicationKey });
}
