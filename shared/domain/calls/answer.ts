/**
 * Answers the carrier's request for an outbound call: decides what the called person, or an answering machine, hears.
 */
import { callbacks, parkedConferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { greetingEndOf, isAnsweringMachine } from '../../rules/calls/answering-machine.ts';
import { ABANDON_AFTER_MS } from '../../rules/compliance/abandonment.ts';
import { apologyTwiml, hangUpTwiml, joinLeadTwiml, joinParkedAgentTwiml } from '../../rules/calls/twiml.ts';
import { emitCallUpdate } from '../../live-events.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCallByUuid, updateCallProgress } from '../../../sql/calls/progress.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { assignAgent } from './agent-legs.ts';
import { recordPacingEvent, ringSecondsUntil } from '../pacing/pacing-events.ts';
import { conferenceForCall } from './conferences.ts';
import { abandonCall } from './abandonment.ts';
import { answeringMachineTwiml } from './answering-machine.ts';

/** Milliseconds of product time between two attempts to reserve an agent. */
const AGENT_POLL_MS = 200;

/**
 * Minimum number of attempts to reserve an agent before a call is abandoned. `reserveAgent` skips locked rows of
 * `agents`, so one failed attempt does not prove that no agent is free.
 */
const AGENT_POLLS_MIN = 5;

type AnswerCallback = {
  callUuid: string;
  callSid: string;
  /** The result of the machine detection, if the detection runs before the carrier asks for the TwiML. */
  answeredBy?: string;
  /** Milliseconds from the answer until the result of the machine detection. */
  detectionMs?: number;
};

/** The TwiML that refuses a callback, because the call is unknown, has ended, or belongs to another carrier call. */
type Refusal = { twiml: string };

type Answered = {
  call: CallRow;
  answeredBy: string | null;
  /** The two seconds of the law begin at this time, in Unix milliseconds. */
  waitStartMs: number;
  campaign: DialingCampaign;
};

/**
 * Returns the TwiML for an answered outbound call. A machine hears the voicemail message, or the call is hung up. A
 * person is connected with the longest-idle agent. If no agent is free within two seconds, the person hears the
 * abandonment message.
 */
export async function answerCall(ctx: Context, input: AnswerCallback): Promise<string> {
  const answered = await transaction(ctx, async (tx) => {
    const bound = await bindAnswer(tx, input);
    if ('twiml' in bound || isAnsweringMachine(bound.answeredBy)) return bound;
    return { ...bound, joined: await joinAgent(ctx, tx, bound.call, bound.campaign) };
  });
  if ('twiml' in answered) return answered.twiml;
  const { answeredBy, waitStartMs, campaign } = answered;
  if (!('joined' in answered))
    return answeringMachineTwiml(ctx, ctx.sql, { callUuid: input.callUuid, answeredBy: answeredBy!, campaign });
  let { joined } = answered;
  for (let polls = 1; joined === 'no free agent'; polls += 1) {
    const waitedMs = ctx.clock.nowMs() - waitStartMs;
    if (waitedMs >= ABANDON_AFTER_MS && polls >= AGENT_POLLS_MIN) return abandonCall(ctx, input);
    await ctx.clock.sleep(AGENT_POLL_MS);
    joined = await transaction(ctx, async (tx) =>
      joinAgent(ctx, tx, await lockCallByUuid(tx.sql, input.callUuid, input.callSid), campaign),
    );
  }
  return joined === 'abandoned' ? abandonCall(ctx, input) : joined.twiml;
}

/**
 * Assigns an agent to the call, unless an earlier request did so, and returns the TwiML that connects the called person
 * with the agent. The person enters the conference of a parked agent, or a conference that the ringing agent joins later.
 *
 * @param call the call, which the transaction has locked
 * @returns `abandoned` if the call was abandoned earlier and the carrier repeats the request, or if the parked leg of the
 *   agent has ended
 */
async function joinAgent(
  ctx: Context,
  tx: Tx,
  call: CallRow | undefined,
  campaign: DialingCampaign,
): Promise<{ twiml: string } | 'no free agent' | 'abandoned'> {
  if (!call?.live) return { twiml: hangUpTwiml() };
  if (call.abandonedAt !== null) return 'abandoned';
  const assigned = call.agentId === null ? await assignAgent(tx, call, campaign) : call;
  if (!assigned?.agentId) return 'no free agent';
  const leg = await findOpenParkedLeg(tx.sql, assigned.agentId);
  if (leg) {
    const statusCallback = callbacks.parkedLegConference(ctx.config, leg.uuid);
    return { twiml: joinParkedAgentTwiml({ name: parkedConferenceName(leg.uuid), statusCallback }) };
  }
  if (campaign.agentLegs !== 'on_demand') return 'abandoned';
  return { twiml: joinLeadTwiml(conferenceForCall(ctx, call, campaign)) };
}

/** Stores the answer and the carrier's id in the call, or refuses the callback. */
async function bindAnswer(tx: Tx, input: AnswerCallback): Promise<Refusal | Answered> {
  const call = await lockCallByUuid(tx.sql, input.callUuid, input.callSid);
  if (!call?.live || (call.callSid !== null && call.callSid !== input.callSid)) return { twiml: hangUpTwiml() };
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(tx.sql, call.campaignId);
  if (!campaign) return { twiml: apologyTwiml() };
  const answeredBy = input.answeredBy ?? call.answeredBy ?? undefined;
  const requestedAt = await databaseNow(tx.sql);
  // If the carrier detects machines first, the carrier asks for the TwiML only some seconds after the answer.
  const answerTime = call.answerTime ?? new Date(requestedAt.getTime() - (input.detectionMs ?? 0));
  const greetingEndedAt = greetingEndOf(answerTime, { answeredBy, durationMs: input.detectionMs }, campaign);
  const bound = await updateCallProgress(tx.sql, call.id, {
    callSid: input.callSid,
    status: 'in-progress',
    answeredBy,
    answerTime,
    greetingEndedAt,
  });
  emitCallUpdate(tx, call, { status: 'in-progress' });
  const isFirst = await insertCallEvent(tx.sql, call, {
    event: 'answered',
    message: answeredBy === undefined ? 'Answered' : `Answered by ${answeredBy}`,
    metadata: { answeredBy: answeredBy ?? null },
    sourceKey: 'answered',
  });
  if (isFirst) await recordAnswerForPacing(tx, { ...call, answerTime }, answeredBy ?? null, requestedAt);
  const waitStart = call.greetingEndedAt ?? greetingEndedAt ?? answerTime;
  return { call: bound ?? call, answeredBy: answeredBy ?? null, waitStartMs: waitStart.getTime(), campaign };
}

function recordAnswerForPacing(tx: Tx, call: CallRow, answeredBy: string | null, requestedAt: Date): Promise<void> {
  const outcome = isAnsweringMachine(answeredBy) ? 'machine' : 'human';
  const ringSeconds = ringSecondsUntil(call, call.answerTime ?? requestedAt);
  const atSeconds = requestedAt.getTime() / 1000;
  return recordPacingEvent(tx, call.campaignId, { kind: 'resolved', atSeconds, outcome, ringSeconds });
}
