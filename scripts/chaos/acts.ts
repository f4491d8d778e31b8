/** The acts of the people around the product: callers, called persons, users and operators. */
import { setTimeout as sleep } from 'node:timers/promises';
import { dataOf } from '../../api/client/client.ts';
import { readConfig, requireServices } from '../../shared/config.ts';
import { twilioSignature } from '../simulator/webhooks/signature.ts';
import { pick } from './draw.ts';
import { AUCTIONED, type Floor, PLAIN, uploadLeads } from './floor.ts';
import type { Journal } from './journal.ts';
import type { World } from './world.ts';

export type Stage = { world: World; floor: Floor; journal: Journal };
type Act = (stage: Stage, draw: number) => Promise<void>;

const ACTS = {
  caller: placeCaller,
  'second-caller': placeCaller,
  'third-caller': placeCaller,
  'do-not-call': addDoNotCallNumber,
  'do-not-call-live': addLiveNumber,
  'opt-out': pressNine,
  pause: pauseForAWhile,
  agents: sendAgentAway,
  upload: uploadFile,
  edit: editLead,
} satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;
export const ACT_NAMES = Object.keys(ACTS) as ActName[];

/**
 * Runs an act. An act that the product refuses, or does not answer, is no fault of the product: the person would try
 * again. Only what the product acknowledges enters the journal.
 */
export async function runAct(name: ActName, stage: Stage, draw: number): Promise<void> {
  await ACTS[name](stage, draw);
}

async function placeCaller({ world, journal }: Stage, draw: number): Promise<void> {
  const { apiUrl } = world.running;
  journal.callers += 1;
  await world.simulator.callIn({
    from: `+1212556${1000 + journal.callers}`,
    to: draw < 0.7 ? AUCTIONED : PLAIN,
    voiceUrl: `${apiUrl}/api/webhooks/voice#rc=3&rp=ct,5xx`,
    statusCallback: `${apiUrl}/api/webhooks/status#rc=3&rp=ct,5xx`,
    persona: { patienceSeconds: draw < 0.9 ? null : 2, talkSeconds: null },
  });
}

async function acknowledgeNumber({ world, floor, journal }: Stage, phone: string): Promise<void> {
  // Each of the two tenants has the number on its own list.
  for (const { api } of floor.outbound) await dataOf(api.POST('/dnc', { body: { phone, reason: 'asked by mail' } }));
  journal.acknowledged.push({ kind: 'do-not-call', phone, atMs: world.clock.nowMs() });
}

async function addDoNotCallNumber(stage: Stage, draw: number): Promise<void> {
  await acknowledgeNumber(stage, pick(stage.floor.leadPhones, draw));
}

/** Adds a number that is being called, so that the end of the call and the list meet. */
async function addLiveNumber(stage: Stage, draw: number): Promise<void> {
  const calls = await stage.world.sql<{ toNumber: string }[]>`
    select to_number from calls where live and direction = 'outbound' order by id`;
  if (calls.length > 0) await acknowledgeNumber(stage, pick(calls, draw).toNumber);
}

async function pressNine({ world, journal }: Stage, draw: number): Promise<void> {
  const calls = await world.sql<{ uuid: string; callSid: string; toNumber: string }[]>`
    select uuid, call_sid, to_number from calls
    where status = 'in-progress' and direction = 'outbound' and call_sid is not null order by id`;
  if (calls.length === 0) return;
  const call = pick(calls, draw);
  const { authToken, accountSid } = requireServices(readConfig(world.running.settings)).twilio;
  const url = `${world.running.apiUrl}/api/webhooks/twilio/opt-out?callId=${call.uuid}`;
  const params = { CallSid: call.callSid, AccountSid: accountSid, Digits: '9' };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': twilioSignature(authToken, url, params) },
    body: new URLSearchParams(params),
  });
  await response.text();
  // While Postgres is away, the reply is the same, but the opt-out waits in Redis, whose data a fault may delete.
  const stored = await world.sql`select from dnc_numbers where phone = ${call.toNumber} and removed_at is null limit 1`;
  if (response.ok && stored.length > 0)
    journal.acknowledged.push({ kind: 'opt-out', phone: call.toNumber, atMs: world.clock.nowMs() });
}

const pausedCampaigns = new WeakMap<Journal, Set<string>>();

async function pauseForAWhile({ world, floor, journal }: Stage, draw: number): Promise<void> {
  const { api, campaignId } = pick(floor.outbound, draw);
  const paused = pausedCampaigns.get(journal) ?? new Set();
  pausedCampaigns.set(journal, paused);
  if (paused.has(campaignId)) return;
  paused.add(campaignId);
  const params = { path: { id: campaignId } };
  try {
    await dataOf(api.POST('/campaigns/{id}/pause', { params }));
    journal.acknowledged.push({ kind: 'pause', campaignId, atMs: world.clock.nowMs() });
    await sleep(1_000 + draw * 2_000);
  } finally {
    journal.acknowledged.push({ kind: 'start', campaignId, atMs: world.clock.nowMs() });
    await persist(() => dataOf(api.POST('/campaigns/{id}/start', { params })));
    paused.delete(campaignId);
  }
}

async function sendAgentAway({ floor }: Stage, draw: number): Promise<void> {
  const { api, agentIds } = pick(floor.outbound, draw);
  const id = pick(agentIds, (draw * 7) % 1);
  const setStatus = (status: 'break' | 'available') =>
    dataOf(api.PUT('/agents/{id}/status', { params: { path: { id } }, body: { status } }));
  await setStatus('break');
  await sleep(2_000);
  await persist(() => setStatus('available'));
}

const UPLOAD_ROWS = 2_000;

async function uploadFile({ world, floor, journal }: Stage, draw: number): Promise<void> {
  const { api, campaignId } = floor.uploads;
  const fileName = `upload-${Math.floor(draw * 1e9)}.csv`;
  const area = 200 + Math.floor(draw * 700);
  const phones = Array.from({ length: UPLOAD_ROWS }, (_, n) => `+1${area}555${String(n).padStart(4, '0')}`);
  await uploadLeads(api, campaignId, phones, fileName);
  journal.acknowledged.push({ kind: 'upload', fileName, rows: UPLOAD_ROWS, atMs: world.clock.nowMs() });
}

async function editLead({ world, floor, journal }: Stage, draw: number): Promise<void> {
  const { api, leadIds } = pick(floor.outbound, draw);
  const leadId = pick(leadIds, (draw * 13) % 1);
  const firstName = `Edited ${Math.floor(draw * 1e6)}`;
  const params = { path: { id: leadId } };
  await dataOf(api.PUT('/leads/{id}', { params, body: { first_name: firstName } }));
  journal.acknowledged.push({ kind: 'edit', leadId, firstName, atMs: world.clock.nowMs() });
}

/** Tries again until the product acknowledges, as a person does who needs the result. */
export async function persist<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (tries === 60) throw error;
      await sleep(500);
    }
  }
}
