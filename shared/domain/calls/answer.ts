/** What happens when the called person, or their machine, picks up: decided at once, inside the carrier's webhook. */
import { callbacks, conferenceName, lineName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { ABANDON_AFTER_MS, isAfterGreeting, isMachine } from '../../rules/calls/disposition.ts';
import {
  abandonedMessage,
  apology,
  hangUp,
  joinAsAgent,
  joinAsLead,
  joinParked,
  leaveVoicemail,
} from '../../rules/calls/twiml.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type CallRow, insertCallEvent } from '../../../sql/calls/calls.ts';
import { lockCallByUuid, markAbandoned, recordProgress } from '../../../sql/calls/progress.ts';
import { lockLegByUuid, lockLiveLegBySid, recordLegProgress } from '../../../sql/calls/agent-legs.ts';
import { openLineOf } from '../../../sql/calls/parked-legs.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { leadCard } from '../../../sql/dialing/dialing.ts';
import { dialingCampaign, type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { assignAgent } from './agent-legs.ts';
import { optOut } from '../compliance/dnc.ts';
import { ringSecondsOf, teach } from '../pacing/pacing.ts';

/** How often the wait for an agent looks again, in product ms. */
const AGENT_POLL_MS = 200;

/** An agent whose row is being written in this moment is passed over: only several looks tell that nobody is free. */
const AGENT_LOOKS_MIN = 5;

type Callback = { callUuid: string; callSid: string; answeredBy?: string };

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
  if (isMachine(call.answeredBy)) return machineTwiml(call.answeredBy!, campaign);
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
    if (!call?.live) return hangUp();
    if (call.abandonedAt !== null) return undefined;
    // Should the agent's phone have failed already, the next agent is rung or the message comes into this conference.
    if (campaign.agentLegs === 'on_demand') return joinAsLead(conferenceOf(ctx, call, campaign));
    const line = call.agentId === null ? undefined : await openLineOf(sql, call.agentId);
    return line && joinParked(lineName(line.uuid));
  });
  // Abandoned before, and the carrier asks again; or the agent's line broke in this very moment.
  return joined ?? abandonCall(ctx, { callUuid });
}

/** Binds the answer to its call, once, and refuses every other. */
async function open(tx: Tx, input: Callback): Promise<Refused | { call: CallRow; campaign: DialingCampaign }> {
  const call = await lockCallByUuid(tx.sql, input.callUuid);
  if (!call?.live || (call.callSid !== null && call.callSid !== input.callSid)) return { twiml: hangUp() };
  const campaign = call.campaignId === null ? undefined : await dialingCampaign(tx.sql, call.campaignId);
  if (!campaign) return { twiml: apology() };
  const answeredBy = input.answeredBy ?? call.answeredBy ?? undefined;
  const answerTime = await databaseNow(tx.sql);
  await recordProgress(tx.sql, call.id, { callSid: input.callSid, status: 'in-progress', answeredBy, answerTime });
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
  const outcome = isMachine(answeredBy) ? 'machine' : 'human';
  // With machine detection the request comes some seconds after the answer, which was reported beside it.
  const ringSeconds = ringSecondsOf(call, call.answerTime ?? heardAt);
  return teach(tx, call.campaignId, { kind: 'resolved', atSeconds: heardAt.getTime() / 1000, outcome, ringSeconds });
}

/** A repeated request for the same answer finds the agent already assigned, or the call abandoned. */
async function assignOnce(tx: Tx, callUuid: string, campaign: DialingCampaign): Promise<boolean> {
  const call = await lockCallByUuid(tx.sql, callUuid);
  if (!call?.live || call.agentId !== null || call.abandonedAt !== null) return true;
  if (!(await assignAgent(tx, call, campaign))) return false;
  await teach(tx, call.campaignId, { kind: 'served', atSeconds: (await databaseNow(tx.sql)).getTime() / 1000 });
  return true;
}

function conferenceOf(ctx: Context, call: CallRow, campaign: DialingCampaign) {
  return {
    name: conferenceName(call.uuid),
    statusCallback: callbacks.conference(ctx.config, call.uuid),
    recordingCallback: campaign.recordCalls ? callbacks.recording(ctx.config, call.uuid) : undefined,
  };
}

function machineTwiml(answeredBy: string, campaign: DialingCampaign): string {
  const message = campaign.voicemailMessageUrl;
  return message && isAfterGreeting(answeredBy) ? leaveVoicemail(message) : hangUp();
}

/** The message for a call that no agent could take; also asked for when the last agent's phone did not answer. */
export async function abandonCall(ctx: Context, input: Pick<Callback, 'callUuid'>): Promise<string> {
  return transaction(ctx, async (tx) => {
    const call = await lockCallByUuid(tx.sql, input.callUuid);
    const campaign = call?.campaignId ? await dialingCampaign(tx.sql, call.campaignId) : undefined;
    if (!call?.live || !campaign) return hangUp();
    await markAbandoned(tx.sql, call.id);
    const isFirst = await insertCallEvent(tx.sql, call, {
      event: 'abandoned',
      message: 'No agent was free within two seconds: the prescribed message was played',
      sourceKey: 'abandoned',
    });
    const atSeconds = (await databaseNow(tx.sql)).getTime() / 1000;
    if (isFirst) await teach(tx, call.campaignId, { kind: 'abandoned', atSeconds });
    const seller = { name: campaign.sellerName, phone: call.fromNumber };
    return abandonedMessage(seller, callbacks.optOut(ctx.config, call.uuid));
  });
}

/**
 * An agent picked up: they hear who is on the line and are put through. Our own callbacks name the leg; the documented address
 * does not, so there the carrier's id must be that of a leg of this call.
 */
export async function answerAgent(
  ctx: Context,
  input: { callUuid: string; legUuid: string | undefined; callSid: string },
): Promise<string> {
  return transaction(ctx, async (tx) => {
    const call = await lockCallByUuid(tx.sql, input.callUuid);
    const campaign = call?.campaignId ? await dialingCampaign(tx.sql, call.campaignId) : undefined;
    if (!call?.live || !campaign) return hangUp();
    const { legUuid, callSid } = input;
    const leg = await (legUuid ? lockLegByUuid(tx.sql, legUuid) : lockLiveLegBySid(tx.sql, call.id, callSid));
    if (!leg?.live || leg.callId !== call.id) return hangUp();
    if ((leg.callSid !== null && leg.callSid !== callSid) || call.agentId !== leg.agentId) return hangUp();
    const answerTime = await databaseNow(tx.sql);
    await recordLegProgress(tx.sql, leg.id, { callSid, status: 'in-progress', answerTime });
    const lead = call.leadId === null ? undefined : await leadCard(tx.sql, call.tenantId, call.leadId);
    const name = [lead?.firstName, lead?.lastName].filter(Boolean).join(' ');
    return joinAsAgent(name ? `Call with ${name}` : 'Incoming call', conferenceOf(ctx, call, campaign));
  });
}

/**
 * The result of machine detection that ran beside the call. A machine gives the agent back; a message is left only once
 * the greeting is over.
 */
export async function machineHeard(tx: Tx, call: CallRow, answeredBy: string): Promise<void> {
  await recordProgress(tx.sql, call.id, { answeredBy });
  await insertCallEvent(tx.sql, call, {
    event: 'answered_by',
    message: `Machine detection: ${answeredBy}`,
    metadata: { answeredBy },
    sourceKey: `amd-${answeredBy}`,
  });
  if (!call.live || !isMachine(answeredBy)) return;
  const campaign = call.campaignId === null ? undefined : await dialingCampaign(tx.sql, call.campaignId);
  if (campaign?.voicemailMessageUrl && isAfterGreeting(answeredBy))
    await tx.enqueue('call.redirect', { callId: call.id, to: 'voicemail' }, { id: `${call.id}-voicemail` });
  else await tx.enqueue('call.hangup', { callId: call.id }, { once: String(call.id) });
}

/** The voicemail message, for a machine that was recognised only after the call had been connected. */
export async function leaveMessage(ctx: Context, input: Pick<Callback, 'callUuid'>): Promise<string> {
  return transaction(ctx, async ({ sql }) => {
    const call = await lockCallByUuid(sql, input.callUuid);
    const campaign = call?.campaignId ? await dialingCampaign(sql, call.campaignId) : undefined;
    return call?.live && call.answeredBy && campaign ? machineTwiml(call.answeredBy, campaign) : hangUp();
  });
}

/** Key 9 in the message of an abandoned call. */
export async function optOutByKey(tx: Tx, call: CallRow): Promise<void> {
  await optOut(tx, call.tenantId, { phone: call.toNumber, source: 'opt_out', reason: 'Pressed 9 during a call' });
  await insertCallEvent(tx.sql, call, {
    event: 'opted_out',
    message: 'The called person asked for no further calls',
    sourceKey: 'opted_out',
  });
}
