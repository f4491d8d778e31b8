/** What happens when the called person, or their machine, picks up: decided at once, inside the carrier's webhook. */
import { parkedConferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { isAnsweringMachine } from '../../rules/calls/answering-machine.ts';
import { ABANDON_AFTER_MS } from '../../rules/compliance/abandonment.ts';
import {
  apologyTwiml,
  hangUpTwiml,
  joinLeadTwiml,
  joinParkedAgentTwiml,
} from '../../rules/calls/twiml.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCallByUuid, updateCallProgress } from '../../../sql/calls/progress.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { assignAgent } from './agent-legs.ts';
import { recordPacingEvent, ringSecondsUntil } from '../pacing/pacing-events.ts';
import { conferenceForCall } from './conferences.ts';
import { abandonCall } from './abandonment.ts';
import { answeringMachineTwiml } from './voicemail.ts';

/** How often the wait for an agent looks again, in product ms. */
const AGENT_POLL_MS = 200;

/** An agent whose row is being written in this moment is passed over: only several looks tell that nobody is free. */
const AGENT_LOOKS_MIN = 5;

export type Callback = { callUuid: string; callSid: string; answeredBy?: string };

/** Why a callback gets no conversation: its call is unknown, over, or belongs to another carrier call. */
type Refused = { twiml: string };

/**
 * The TwiML for an outbound call that was answered: a machine gets the voicemail message or nothing, a person the
 * longest-idle agent. Nobody free within two seconds: the message that the law prescribes.
 */
export async function answerCall(ctx: Context, input: Callback): Promise<string> {
  const answeredAtMs = ctx.clock.nowMs();
  const opened = await transaction(ctx, (tx) => open(tx, input));
  if ('twiml' in opened) return opened.twiml;
  const { call, campaign } = opened;
  if (isAnsweringMachine(call.answeredBy)) return answeringMachineTwiml(call.answeredBy!, campaign);
  for (let looks = 1; !(await transaction(ctx, (tx) => assignOnce(tx, input.callUuid, campaign))); looks += 1) {
    const waitedMs = ctx.clock.nowMs() - answeredAtMs;
    if (waitedMs >= ABANDON_AFTER_MS && looks >= AGENT_LOOKS_MIN) return abandonCall(ctx, input);
    await ctx.clock.sleep(AGENT_POLL_MS);
  }
  return joinTwiml(ctx, input, campaign);
}

/** To the agent who was assigned: into a conference that their phone joins, or into the one they are parked in. */
async function joinTwiml(ctx: Context, { callUuid }: Callback, campaign: DialingCampaign): Promise<string> {
  const joined = await transaction(ctx, async ({ sql }) => {
    const call = await lockCallByUuid(sql, callUuid);
    if (!call?.live) return hangUpTwiml();
    if (call.abandonedAt !== null) return undefined;
    // Should the agent's phone have failed already, the next agent is rung or the message comes into this conference.
    if (campaign.agentLegs === 'on_demand') return joinLeadTwiml(conferenceForCall(ctx, call, campaign));
    const line = call.agentId === null ? undefined : await findOpenParkedLeg(sql, call.agentId);
    return line && joinParkedAgentTwiml(parkedConferenceName(line.uuid));
  });
  // Abandoned before, and the carrier asks again; or the agent's line broke in this very moment.
  return joined ?? abandonCall(ctx, { callUuid });
}

/** Binds the answer to its call, once, and refuses every other. */
async function open(tx: Tx, input: Callback): Promise<Refused | { call: CallRow; campaign: DialingCampaign }> {
  const call = await lockCallByUuid(tx.sql, input.callUuid);
  if (!call?.live || (call.callSid !== null && call.callSid !== input.callSid)) return { twiml: hangUpTwiml() };
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(tx.sql, call.campaignId);
  if (!campaign) return { twiml: apologyTwiml() };
  const answeredBy = input.answeredBy ?? call.answeredBy ?? undefined;
  const answerTime = await databaseNow(tx.sql);
  await updateCallProgress(tx.sql, call.id, { callSid: input.callSid, status: 'in-progress', answeredBy, answerTime });
  const isFirst = await insertCallEvent(tx.sql, call, {
    event: 'answered',
    message: `Answered by ${answeredBy ?? 'somebody'}`,
    metadata: { answeredBy: answeredBy ?? null },
    sourceKey: 'answered',
  });
  if (isFirst) await teachAnswer(tx, call, answeredBy ?? null, answerTime);
  return { call: { ...call, answeredBy: answeredBy ?? null }, campaign };
}

function teachAnswer(tx: Tx, call: CallRow, answeredBy: string | null, heardAt: Date): Promise<void> {
  const outcome = isAnsweringMachine(answeredBy) ? 'machine' : 'human';
  // With machine detection the request comes some seconds after the answer, which was reported beside it.
  const ringSeconds = ringSecondsUntil(call, call.answerTime ?? heardAt);
  return recordPacingEvent(tx, call.campaignId, { kind: 'resolved', atSeconds: heardAt.getTime() / 1000, outcome, ringSeconds });
}

/** A repeated request for the same answer finds the agent already assigned, or the call abandoned. */
async function assignOnce(tx: Tx, callUuid: string, campaign: DialingCampaign): Promise<boolean> {
  const call = await lockCallByUuid(tx.sql, callUuid);
  if (!call?.live || call.agentId !== null || call.abandonedAt !== null) return true;
  if (!(await assignAgent(tx, call, campaign))) return false;
  await recordPacingEvent(tx, call.campaignId, { kind: 'served', atSeconds: (await databaseNow(tx.sql)).getTime() / 1000 });
  return true;
}

