/** Calls that come in, as the carrier tells of them. */
import { randomInt } from 'node:crypto';
import type { CallRow } from '../../sql/calls.ts';
import { callback } from './calling.ts';
import { foundTenant, openSession, type SessionClient } from './client.ts';
import type { TestSystem } from './system.ts';

export const number = () => `+1${randomInt(2_000_000_000, 9_999_999_999)}`;
export const sid = () => `CA${Array.from({ length: 32 }, () => randomInt(16).toString(16)).join('')}`;

export type InboundFloor = {
  owner: SessionClient;
  campaignId: number;
  phoneNumber: string;
  buyers: { id: number; name: string; phoneNumber: string }[];
};

/** A tenant of its own with an active campaign and its buyers, in this order. */
export async function openInbound(
  system: TestSystem,
  buyers: Record<string, unknown>[] = [{}],
  fields: Record<string, unknown> = {},
): Promise<InboundFloor> {
  const owner = await openSession(system, await foundTenant(system));
  const phoneNumber = number();
  const campaign = await owner.post('/api/campaigns', { name: 'Summer Campaign', phoneNumber, ...fields });
  const made: InboundFloor['buyers'] = [];
  for (const [at, buyer] of buyers.entries()) {
    const { body } = await owner.post('/api/buyers', {
      name: `Buyer ${at + 1}`,
      phoneNumber: number(),
      priority: at + 1,
      ...buyer,
    });
    await owner.post(`/api/campaigns/${campaign.body['id']}/buyers`, { buyerId: body['id'] });
    made.push(body as InboundFloor['buyers'][number]);
  }
  return { owner, campaignId: campaign.body['id'], phoneNumber, buyers: made };
}

/** Somebody calls. Returns the TwiML they get. */
export async function callIn(
  system: TestSystem,
  to: string,
  { CallSid = sid(), From = number(), path = '/webhooks/voice' } = {},
): Promise<string> {
  const params = { CallSid, From, To: to, CallStatus: 'ringing', Direction: 'inbound' };
  const { status, text } = await callback(system, path, params);
  if (status !== 200) throw new Error(`The voice webhook answered ${status}: ${text}`);
  return text;
}

/** What the carrier asks when it has dialled somebody for the caller: the `action` of the TwiML before. */
export async function dialEnded(system: TestSystem, twiml: string, params: Record<string, string>): Promise<string> {
  const action = /action="([^"]+)"/.exec(twiml)![1]!.replaceAll('&amp;', '&').split('#')[0]!;
  const path = action.slice(system.config.publicBaseUrl.length);
  return (await callback(system, path, { CallStatus: 'in-progress', DialCallSid: sid(), ...params })).text;
}

export const dialled = (twiml: string) => /<Number>([^<]+)<\/Number>/.exec(twiml)?.[1];

export async function callBySid({ ctx }: TestSystem, callSid: string): Promise<CallRow> {
  const [row] = await ctx.sql<CallRow[]>`select * from calls where call_sid = ${callSid}`;
  if (!row) throw new Error(`No call ${callSid}.`);
  return row;
}

/** The carrier reports the end of a caller's leg, and a worker applies it at once. */
export async function callerGone(
  system: TestSystem,
  CallSid: string,
  more: Record<string, string> = {},
): Promise<void> {
  await system.runJob('call.event', {
    source: 'status',
    params: { CallSid, CallStatus: 'completed', CallDuration: '0', ...more },
    receivedAtMs: system.ctx.clock.nowMs(),
  });
}
