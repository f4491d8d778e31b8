/**
 * Replays the examples of the two API documents against the started product. The examples are data, in the form of
 * `test/helpers/documents/replay.ts`.
 */
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { addUser, createTenant, openSession } from '../helpers/api/client.ts';
import { callExamples } from '../helpers/documents/callcenter-pro.calls.ts';
import { campaignExamples } from '../helpers/documents/callcenter-pro.campaigns.ts';
import { partnerExamples } from '../helpers/documents/callcenter-pro.partners.ts';
import { rtbExamples } from '../helpers/documents/callcenter-pro.rtb.ts';
import { trackingExamples } from '../helpers/documents/callcenter-pro.tracking.ts';
import { dialerExamples } from '../helpers/documents/dialer.ts';
import { type Example, Replay } from '../helpers/documents/replay.ts';
import { phone, text, uuid } from '../helpers/documents/shapes.ts';
import { LiveClient } from '../helpers/api/live-client.ts';
import { insertEndedCall } from '../helpers/fixtures/ended-calls.ts';
import {
  agentRows,
  answerCall,
  createDialingTenant,
  legRows,
  ON_DEMAND,
  placeCall,
  sendCallback,
} from '../helpers/fixtures/outbound-calls.ts';
import { callBySid, receiveCall } from '../helpers/fixtures/inbound-calls.ts';
import { platformsEnv } from '../helpers/fixtures/integrations.ts';
import { startHubspot } from '../helpers/platforms/fake-hubspot.ts';
import { createTestSystem } from '../helpers/system.ts';

const hubspot = await startHubspot();
afterAll(() => hubspot[Symbol.asyncDispose]());
const system = await createTestSystem({
  listen: true,
  startAt: '2026-01-13T20:00:00Z',
  env: platformsEnv({ hubspot }),
});
const { sql } = system.ctx;
system.startWorkers(['imports', 'events', 'auctions', 'carrier', 'integrations']);

const callCenterProExamples = [
  ...campaignExamples,
  ...callExamples,
  ...rtbExamples,
  ...trackingExamples,
  ...partnerExamples,
];

/**
 * The differences that are known. The test fails for any other difference, and for an entry of this list that does not
 * exist any more.
 */
const KNOWN_DIFFERENCES: { difference: RegExp; reason: string }[] = [
  { difference: /expected a time such as/, reason: 'Times have milliseconds.' },
];

const seen = new Set<RegExp>();
const isKnown = (text: string) =>
  KNOWN_DIFFERENCES.some(({ difference }) => difference.test(text) && seen.add(difference).has(difference));

/** The operations of examples: method and path, without the values of parameters. */
const operationsOf = (examples: Example[]) =>
  new Set(examples.map(({ send }) => send.replace(/\?.*/, '').replaceAll(/\{[\w:]+\}/g, '{}')));

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Runs the examples: first those that create what other examples list, then all in the order of the document. */
async function replayAll(
  replay: Replay,
  examples: Example[],
  { afterCreation, before }: { afterCreation: () => Promise<void>; before: Record<number, () => Promise<void>> },
) {
  for (const example of examples.filter(({ creates }) => creates)) await replay.runOnce(example);
  await afterCreation();
  for (const example of examples) {
    await before[example.line]?.();
    await replay.run(example);
  }
}

/** On an idle machine each document takes three seconds. */
const DOCUMENT_MS_MAX = 90_000;

test('the examples of the dialer document', { timeout: DOCUMENT_MS_MAX }, async () => {
  const owner = await createTenant(system);
  const member = await addUser(system, owner, 'agent');
  const replay = new Replay(system, {
    credential: bearer(owner.token),
    memberCredential: bearer(member.token),
    invalidStatus: 400,
  });
  await owner.post('/api/dnc', { phone: '+14155552671' });
  const group = await owner.post('/api/agent-groups', { name: 'Sales' });
  replay.save('group', group.body['group']?.id ?? group.body['agent_group']?.id);

  const [live, machine] = [
    await createDialingTenant(system, { phones: ['+14155552671'], ...ON_DEMAND }),
    await createDialingTenant(system, { phones: ['+14155552672'], ...ON_DEMAND }),
  ];
  const liveCall = await placeCall(system, live);
  const machineCall = await placeCall(system, machine);

  await replayAll(replay, dialerExamples, {
    afterCreation: async () => {
      const [rows] = await sql<[{ tenantId: number; campaignId: number; agentId: number; leadId: number }]>`
        select k.tenant_id, k.id as campaign_id, a.id as agent_id, (select min(id) from leads where campaign_id = k.id) as lead_id
        from campaigns k join agents a on a.tenant_id = k.tenant_id
        where k.uuid = ${String(replay.value('campaign'))} limit 1`;
      const call = await insertEndedCall(sql, {
        ...rows,
        conferenceSid: 'CF1234567890abcdef',
        answeredBy: 'human',
        answerTime: '2024-01-15T10:30:15Z',
        endTime: '2024-01-15T10:35:30Z',
        duration: 330,
        talkTime: 315,
        disposition: 'answered',
        cost: 0.077,
        costSource: 'rated',
      });
      await sql`
        insert into recordings (tenant_id, call_id, recording_sid, status, media_url, duration)
        values (${rows.tenantId}, ${call.id}, 'RE1234567890abcdef', 'completed', 'https://api.twilio.com/recordings/RE123', 315)`;
      replay.save('call', call.uuid);
      await owner.post(`/api/campaigns/${String(replay.value('campaign'))}/start`);
      const { body } = await owner.post('/api/agents', {
        name: 'John Doe',
        phone: '+14155553334',
        email: 'john@example.com',
        user_id: member.user.id,
        agent_group_id: replay.value('group'),
        working_hours: { monday: { start: '09:00', end: '17:00' } },
      });
      await owner.put(`/api/agents/${body['agent'].id}/status`, { status: 'available' });
    },
    before: {
      590: async () => {
        const [lead] = await sql<[{ uuid: string }]>`
          update leads set first_name = 'John', last_name = 'Doe' where id = ${liveCall.leadId} returning uuid`;
        replay.save('liveLead', lead.uuid);
        replay.save('liveCall', liveCall.uuid);
        replay.save('liveSid', liveCall.callSid);
        replay.save('machineCall', machineCall.uuid);
        replay.save('machineSid', machineCall.callSid);
      },
      609: async () => {
        await answerCall(system, machineCall, null);
        const [leg] = await legRows(system, liveCall.id);
        await system.runJob('agent.ring', { legId: leg!.id });
        const [rung] = await legRows(system, liveCall.id);
        replay.save('agentSid', rung!.callSid);
      },
    },
  });
  expect(replay.differences.filter((difference) => !isKnown(difference))).toEqual([]);
});

test('the examples of the CallCenter Pro document', { timeout: DOCUMENT_MS_MAX }, async () => {
  const founder = await createTenant(system);
  const owner = await openSession(system, founder);
  const member = await openSession(system, await addUser(system, founder, 'agent'));
  const [{ username }] = await sql<[{ username: string }]>`select username from users where uuid = ${founder.user.id}`;
  const replay = new Replay(system, {
    credential: { cookie: owner.cookie },
    memberCredential: { cookie: member.cookie },
    invalidStatus: 422,
  });
  replay.save('login', { username, password: 'securePassword123' });
  replay.save('targetToken', 'secret_token');
  const receive = async (to: string, path?: string) => {
    const CallSid = String(replay.value('callSid'));
    await receiveCall(system, to, { CallSid, ...(path && { path }) });
    return callBySid(system, CallSid);
  };
  const firstCampaign = () => `/api/campaigns/${String(replay.value('first:campaign'))}`;

  await replayAll(replay, callCenterProExamples, {
    afterCreation: async () => {
      const { body: number } = await owner.post('/api/phone-numbers', {
        phoneNumber: replay.value('phone'),
        phoneNumberSid: replay.value('numberSid'),
        friendlyName: 'Campaign Line',
      });
      const assigned = { status: 'assigned', assignedTo: 'campaign', assignedId: replay.value('campaign') };
      await owner.put(`/api/phone-numbers/${number['id']}`, assigned);
      await owner.put(`/api/calls/${String(replay.value('call'))}`, {
        duration: 120,
        recordingUrl: 'https://api.twilio.com/recording.mp3',
        cost: 0.015,
      });
      await owner.post(`/api/integrations/${String(replay.value('integration'))}/sync`);
    },
    before: {
      663: async () => {
        const call = await receive(String(replay.value('first:campaignPhone')));
        replay.save('routedCall', call.id);
      },
      942: async () => {
        const endpointUrl = `${system.simulator.url}/__sim/bidders/fast?amount=8.75`;
        const target = await owner.post('/api/rtb/targets', {
          name: 'Bidder',
          endpointUrl,
          minBidAmount: 2.5,
          maxBidAmount: 25,
        });
        replay.save('bidder', target.body['id']);
        const router = await owner.post('/api/rtb/routers', { name: 'Auction' });
        await owner.post(`/api/rtb/routers/${router.body['id']}/targets`, { targetId: target.body['id'] });
        await owner.put(firstCampaign(), { enableRtb: true, rtbRouterId: router.body['id'] });
        await receive(String(replay.value('first:campaignPhone')));
        await owner.put(firstCampaign(), { enableRtb: false });
      },
      1022: async () => {
        const number = await owner.post('/api/phone-numbers', {
          phoneNumber: replay.value('phone'),
          phoneNumberSid: replay.value('numberSid'),
        });
        await owner.post(`/api/pools/${String(replay.value('pool'))}/numbers`, { phoneNumberId: number.body['id'] });
        await owner.put(firstCampaign(), { poolId: replay.value('pool') });
        replay.save('pooledNumber', number.body['phoneNumber']);
      },
      1183: () => system.runJob('statistics.update', {}),
      1435: async () => {
        const recordingSid = `RE${'1'.repeat(32)}`;
        await sql`
          insert into recordings (tenant_id, call_id, recording_sid, status, media_url, duration, channels, source, price)
          select tenant_id, id, ${recordingSid}, 'completed', 'https://api.twilio.com/recording.mp3', 120, 1, 'DialVerb',
            0.0025 from calls where id = ${Number(replay.value('routedCall'))}`;
        replay.save('recordingSid', recordingSid);
      },
    },
  });
  expect(replay.differences.filter((difference) => !isKnown(difference))).toEqual([]);
});

const events = {
  'incoming:call': z.object({
    callId: uuid,
    leadId: uuid,
    first_name: text,
    last_name: text,
    phone,
    notes: z.literal('VIP customer'),
  }),
  'call:ended': z.object({ callId: uuid }),
  'agent:status:updated': z.object({ agentId: uuid, status: text }),
};

test('the events of the WebSocket in the dialer document', async () => {
  const floor = await createDialingTenant(system, { phones: ['+14155552673'], ...ON_DEMAND });
  await sql`update leads set notes = 'VIP customer' where id = ${floor.leadIds[0]!}`;
  const [agent] = await agentRows(system, floor);
  const agentId = agent!.uuid;
  const client = await LiveClient.connect(system.config.port, floor.owner.token);
  await client.request('agent:join', { agentId, tenantId: floor.owner.user.tenant_id }, 'agent:joined');
  for (const status of ['busy', 'offline', 'break', 'available']) {
    const updated = await client.request('agent:status', { agentId, status }, 'agent:status:updated');
    expect(updated.data).toMatchObject({ agentId, status });
  }
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await client.waitFor('incoming:call');
  await sendCallback(system, `/webhooks/twilio/status?callId=${call.uuid}`, {
    CallSid: call.callSid!,
    CallStatus: 'completed',
    CallDuration: '330',
  });
  await client.waitFor('call:ended');
  for (const [name, event] of Object.entries(events))
    for (const { data } of client.messagesOf(name))
      expect([name, event.safeParse(data).error]).toEqual([name, undefined]);
  await client.close();
});

test('every operation of the documents has an example, and every known difference still exists', () => {
  expect(operationsOf(dialerExamples.filter(({ line }) => line < 660)).size).toBe(20 + 5);
  expect(operationsOf(callCenterProExamples.filter(({ line }) => line > 100)).size).toBe(83 + 1);
  const mended = KNOWN_DIFFERENCES.filter(({ difference }) => !seen.has(difference));
  expect(mended).toEqual([]);
});
