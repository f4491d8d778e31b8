/**
 * Parked agents: their phone is rung once and stays connected, in a conference of its own, and each person who answers
 * joins it at once. That is how an agent can be there within two seconds of the greeting.
 */
import { callbacks, lineName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { hangUp, waitParked } from '../../rules/calls/twiml.ts';
import { transaction, type Tx } from '../../transaction.ts';
import {
  type AgentLineRow,
  idleLines,
  insertMissingLines,
  isLineWanted,
  licenseLine,
  lockLine,
  lockLineByUuid,
  recordLineProgress,
  unlicenseLine,
} from '../../../sql/calls/parked-legs.ts';
import { setAgentAway } from '../../../sql/agents/availability.ts';
import { unansweredCallsOf } from '../../../sql/calls/progress.ts';
import type { CallStatus } from '../../../sql/calls/calls.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { announceAgent } from '../agents/agents.ts';
import { placeLicensed } from './claims.ts';

/** Phones rung in one tick: the next tick goes on, and calls to leads need the carrier too. */
const LINES_PER_TICK_MAX = 20;
/** Nobody waits for an agent who begins a shift: there is time to fetch the phone. */
const LINE_RING_SECONDS_MAX = 30;

/** A whole shift on one call; the carrier's own limit for a call is a day. */
const SHIFT_SECONDS_MAX = 12 * 3_600;

/** Has the phones of available agents rung who are not connected yet. */
export async function parkAgents(tx: Tx, campaign: DialingCampaign & { callerId: string }): Promise<void> {
  const { tenantId, agentGroupId: groupId, callerId } = campaign;
  const lines = await insertMissingLines(tx.sql, { tenantId, groupId, callerId }, LINES_PER_TICK_MAX);
  for (const { id } of lines) await tx.enqueue('agent.park', { lineId: id }, { id: String(id) });
}

/** Rings the phone of a line, at most once. */
export async function ringLine(ctx: Context, lineId: number): Promise<void> {
  const askedMs = performance.now();
  const line = await licenseLine(ctx.sql, lineId);
  if (!line) return transaction(ctx, (tx) => endLineUnlessOpen(tx, lineId));
  const placement = await placeLicensed(ctx, askedMs, {
    to: line.toNumber,
    from: line.fromNumber,
    url: callbacks.line(ctx.config, line.uuid),
    statusCallback: callbacks.lineStatus(ctx.config, line.uuid),
    ringSecondsMax: LINE_RING_SECONDS_MAX,
    timeLimitSeconds: SHIFT_SECONDS_MAX,
  });
  switch (placement.outcome) {
    case 'placed':
      return recordLineProgress(ctx.sql, line.id, { callSid: placement.callSid, status: 'queued' });
    case 'refused':
      return transaction(ctx, (tx) => endLine(tx, line, { status: 'failed' }));
    case 'not_sent':
      await unlicenseLine(ctx.sql, line.id);
      throw new Error(`The carrier did not take the request: ${placement.message}`);
    case 'unknown':
      return recordLineProgress(ctx.sql, line.id, { status: 'unknown' });
  }
}

/** A reservation whose agent went away before the phone rang. */
async function endLineUnlessOpen(tx: Tx, lineId: number): Promise<void> {
  const line = await lockLine(tx.sql, lineId);
  if (line?.status === 'reserved') await endLine(tx, line, { status: 'canceled' });
}

/** The agent picked up: they wait for their first call. */
export async function answerLine(ctx: Context, input: { lineUuid: string; callSid: string }): Promise<string> {
  return transaction(ctx, async ({ sql }) => {
    const line = await lockLineByUuid(sql, input.lineUuid);
    if (!line?.live || (line.callSid !== null && line.callSid !== input.callSid)) return hangUp();
    const answerTime = await databaseNow(sql);
    await recordLineProgress(sql, line.id, { callSid: input.callSid, status: 'in-progress', answerTime });
    return waitParked({ name: lineName(line.uuid), statusCallback: callbacks.lineConference(ctx.config, line.uuid) });
  });
}

/**
 * A line is over. An agent who hung up is not at the phone; whoever talked with them was cut off with the conference,
 * and their own call ends by its own report.
 */
export async function endLine(
  tx: Tx,
  line: AgentLineRow,
  end: { status: CallStatus; endTime?: Date; duration?: number },
): Promise<void> {
  if (!line.live) return;
  const endTime = end.endTime ?? (await databaseNow(tx.sql));
  await recordLineProgress(tx.sql, line.id, { ...end, endTime });
  // Whom this agent was having called by preview is not to answer to nobody.
  for (const { id } of await unansweredCallsOf(tx.sql, line.agentId))
    await tx.enqueue('call.hangup', { callId: id }, { once: String(id) });
  // Hung up because no campaign needs it any more: the agent did not leave.
  if (end.status === 'canceled' || (line.answerTime && !(await isLineWanted(tx.sql, line.agentId)))) return;
  await setAgentAway(tx.sql, line.agentId, line.answerTime ? 'phone_hung_up' : 'phone_not_answered');
  await announceAgent(tx, line.tenantId, line.agentId);
}

/** Hangs up the lines that serve nobody any more. */
export async function unparkIdleAgents(ctx: Context): Promise<void> {
  for (const line of await idleLines(ctx.sql)) {
    if (line.callSid) await ctx.carrier.hangUp(line.callSid);
    else await transaction(ctx, (tx) => endLineUnlessOpen(tx, line.id));
  }
}
