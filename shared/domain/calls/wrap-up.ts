import { releaseAgent } from '../../../sql/agents/availability.ts';
import { cancelReservedLegs, listLegsOfCall, removeAgentFromCall } from '../../../sql/calls/agent-legs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { endConversation, findConversation, setConsultedAgent } from '../../../sql/calls/conversations.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { isAnsweringMachine } from '../../rules/calls/answering-machine.ts';
import { secondsBetween } from '../../rules/calls/duration.ts';
import type { Tx } from '../../transaction.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { recordPacingEvent } from '../pacing/pacing-events.ts';

/**
 * Releases the agent of an ended call, and hangs up each leg that still rings. If the agent talked with the called
 * person, the wrap-up time of the agent starts. A machine needs no wrap-up.
 */
export async function releaseAgentOfCall(
  tx: Tx,
  call: CallRow,
  { talkSeconds, wrapUpSeconds }: { talkSeconds: number; wrapUpSeconds: number },
): Promise<void> {
  if (call.agentId !== null) {
    const handled = call.connectedAt !== null && !isAnsweringMachine(call.answeredBy);
    await releaseAgent(tx.sql, call.agentId, { wrapUpSeconds, talkSeconds, handled });
    await emitAgentStatus(tx, call.tenantId, call.agentId);
  }
  // A call for which no agent was ever reserved has no agent leg.
  if (call.direction === 'outbound' && call.agentReservedAt === null) return;
  await cancelReservedLegs(tx.sql, call.id);
  const legs = await listLegsOfCall(tx.sql, call.id);
  const deduplicationKey = String(call.id);
  if (legs.some((leg) => leg.live)) await tx.enqueue('call.hangup', { callId: call.id }, { deduplicationKey });
}

/**
 * Releases the agent who was connected with an answering machine. The agent can take the next call while the machine
 * still hears the voicemail message.
 */
export async function releaseAgentFromMachine(tx: Tx, call: CallRow): Promise<void> {
  if (call.agentId === null) return;
  await removeAgentFromCall(tx.sql, call.id);
  await releaseAgent(tx.sql, call.agentId, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
  await emitAgentStatus(tx, call.tenantId, call.agentId);
  const now = await databaseNow(tx.sql);
  const talkSeconds = secondsBetween(call.connectedAt, now);
  const atSeconds = now.getTime() / 1000;
  await recordPacingEvent(tx, call.campaignId, { kind: 'handled', atSeconds, talkSeconds, wrapSeconds: 0 });
}

/** Tells clients that the conversation of a call has changed. */
export function emitConversation(tx: Tx, { tenantId, agentId, uuid, connectedAt }: CallRow): void {
  tx.emit({
    tenantId,
    event: 'call:updated',
    agentId,
    data: { callId: uuid, status: 'in-progress', connected: connectedAt !== null },
  });
}

/** Releases an agent who was consulted, and lets the agent's phone return to the agent's own conference. */
export async function endConsultation(tx: Tx, call: CallRow): Promise<void> {
  const agentId = (await findConversation(tx.sql, call.id))?.consultedAgentId;
  if (!agentId) return;
  await setConsultedAgent(tx.sql, call, null);
  await releaseAgent(tx.sql, agentId, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
  await emitAgentStatus(tx, call.tenantId, agentId);
  const leg = await findOpenParkedLeg(tx.sql, agentId);
  if (leg) await tx.enqueue('leg.redirect', { legId: leg.id });
}

/** Ends what agents and supervisors wanted of a call that has ended, and who was consulted about it. */
export async function closeConversation(tx: Tx, call: CallRow): Promise<void> {
  await endConsultation(tx, call);
  await endConversation(tx.sql, call.id);
}
