/** Tests parked agents: a person joins an agent who is already on the line, and no other "agent" counts. */
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import { listSilentLegs } from '../../../../sql/calls/silent-calls.ts';
import type { CallRow } from '../../../../sql/calls/calls.ts';
import type { LegRow } from '../../../../sql/calls/legs.ts';
import {
  agentRows,
  answerCall,
  callRow,
  createDialingTenant,
  type DialingTenant,
  legRows,
  ON_DEMAND,
  placeCall,
  sendCallback,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York. Two seconds of product time pass in fifty milliseconds.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z', clockSpeed: 40 });
const { ctx } = system;
const { sql } = ctx;

let lastNumber = 7_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

async function parkedLegs(floor: DialingTenant): Promise<LegRow[]> {
  return await sql<LegRow[]>`
    select p.* from call_legs p join agents a on a.id = p.agent_id join campaigns k on k.tenant_id = a.tenant_id
    where k.id = ${floor.campaignId} and p.call_id is null order by p.id`;
}

const reportLeg = (
  leg: LegRow,
  source: 'parked-leg-status' | 'parked-leg-conference',
  params: Record<string, string>,
) => system.runJob('call.event', { source, parkedLegUuid: leg.uuid, params, receivedAtMs: ctx.clock.nowMs() });
const hangUpPhone = (leg: LegRow) =>
  reportLeg(leg, 'parked-leg-status', { CallSid: leg.callSid!, CallStatus: 'completed', CallDuration: '60' });
const join = (leg: LegRow, CallSid: string, ConferenceSid: string) =>
  reportLeg(leg, 'parked-leg-conference', { CallSid, ConferenceSid, StatusCallbackEvent: 'participant-join' });

/** Returns the targets of the jobs that redirect the call. */
async function redirects(call: CallRow): Promise<string[]> {
  const jobs = await queueOf(ctx.queues, 'call.redirect').getJobs();
  return jobs.flatMap(({ name, data }) =>
    name === 'call.redirect' && data.payload.callId === call.id ? [data.payload.to] : [],
  );
}

test('a person whose agent left before they were connected is given to the next agent, and then hears the message', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  const [first, second] = await parkedLegs(floor);
  expect(await answerCall(system, call, null)).toContain(`>agent_${first!.uuid}</Conference>`);
  await hangUpPhone(first!);
  expect((await agentRows(system, floor))[0]).toMatchObject({ status: 'break', currentCalls: 0 });
  expect(await callRow(system, call.id)).toMatchObject({ agentId: null, live: true });
  expect(await redirects(call)).toEqual(['nextAgent']);
  // The redirected call asks again, as after an answer.
  expect(await answerCall(system, call, null)).toContain(`>agent_${second!.uuid}</Conference>`);
  expect(await callRow(system, call.id)).toMatchObject({ agentId: second!.agentId });
  await hangUpPhone(second!);
  expect(await answerCall(system, call, null)).toContain('press 9 now');
  const abandoned = await callRow(system, call.id);
  expect(abandoned.abandonedAt!.getTime() - abandoned.answerTime!.getTime()).toBeGreaterThanOrEqual(2_000);
});

test('a person is connected when the agent is in the same conference, and not alone in a conference of its name', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  const [leg] = await parkedLegs(floor);
  await join(leg!, leg!.callSid!, 'CF1');
  await answerCall(system, call, null);
  await join(leg!, call.callSid!, 'CF2');
  expect(await callRow(system, call.id)).toMatchObject({ connectedAt: null, conferenceSid: 'CF2' });
  // The agent pressed `*` at this moment, and comes back into the conference of the person.
  await join(leg!, leg!.callSid!, 'CF2');
  expect(await callRow(system, call.id)).toMatchObject({ connectedAt: expect.any(Date) });
});

test('the poller asks the carrier about the leg of an agent who was not connected for thirty seconds', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  await answerCall(system, call, null);
  const [leg] = await parkedLegs(floor);
  const isSilent = async () => {
    const legs = await listSilentLegs(sql, { unplaced: 60, placed: 150, unconnected: 30 });
    return legs.some(({ kind, id }) => kind === 'parked_leg' && id === leg!.id);
  };
  expect(await isSilent()).toBe(false);
  await system.advanceClock(40);
  expect(await isSilent()).toBe(true);
});

test('a parked leg is renewed before the carrier ends it, but never during a call, and its agent stays available', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()], agents: 2 });
  const [talking, idle] = await parkedLegs(floor);
  await sql`update call_legs set answer_time = clock_now() - interval '181 minutes' where id in (${talking!.id}, ${idle!.id})`;
  await sql`update agents set current_calls = 1 where id = ${talking!.agentId}`;
  await system.runJob('agents.unpark', {});
  const renewed = await parkedLegs(floor);
  expect(renewed.map(({ renewedAt }) => renewedAt !== null)).toEqual([false, true]);
  await hangUpPhone(renewed[1]!);
  expect(await agentRows(system, floor)).toMatchObject([{ status: 'available' }, { status: 'available' }]);
  await tickCampaign(system, floor);
  expect((await parkedLegs(floor)).at(-1)).toMatchObject({ agentId: idle!.agentId, status: 'reserved' });
});

test.each([
  ['detection', { AnsweredBy: 'machine_start' }, '<Hangup/>', 'break'],
  ['detection', { AnsweredBy: 'human' }, '<Conference', 'available'],
  ['key', {}, '<Gather', 'available'],
  ['key', { Digits: '1' }, '<Conference', 'available'],
  ['none', {}, '<Conference', 'available'],
])('with phone_acceptance %s and %j the phone of a parked agent gets %s', async (acceptance, params, twiml, status) => {
  const floor = await createDialingTenant(system, { phones: [], agents: 1, agent_legs: 'parked' });
  const [agent] = await agentRows(system, floor);
  await floor.owner.put(`/api/agents/${agent!.uuid}`, { phone_acceptance: acceptance });
  await tickCampaign(system, floor);
  const [leg] = await parkedLegs(floor);
  const path = `/webhooks/twilio/parked-leg-answer?parkedLegId=${leg!.uuid}`;
  expect((await sendCallback(system, path, { CallSid: `CA${leg!.id}`, ...params })).text).toContain(twiml);
  expect((await agentRows(system, floor))[0]).toMatchObject({ status });
  expect((await parkedLegs(floor))[0]!.status === 'in-progress').toBe(twiml === '<Conference');
});

test('with phone_acceptance key an agent who is rung for one call presses a key before the whisper', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1 });
  await sql`update agents set phone_acceptance = 'key' where id = ${(await agentRows(system, floor))[0]!.id}`;
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  const [leg] = await legRows(system, call.id);
  const path = `/webhooks/twilio/agent-answer?callId=${call.uuid}&legId=${leg!.uuid}`;
  expect((await sendCallback(system, path, { CallSid: 'CA2' })).text).toContain('<Gather');
  expect((await sendCallback(system, path, { CallSid: 'CA2', Digits: '5' })).text).toContain('</Conference>');
});

test('with the key * a parked agent ends the call and waits for the next one', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 1 });
  const [leg] = await parkedLegs(floor);
  const answer = `/webhooks/twilio/parked-leg-answer?parkedLegId=${leg!.uuid}`;
  const { text } = await sendCallback(system, answer, { CallSid: leg!.callSid! });
  expect(text).toContain('hangupOnStar="true"');
  const [, action] = /action="([^"]+)"/.exec(text)!;
  const { pathname, search } = new URL(action!);
  const back = await sendCallback(system, pathname + search, { CallSid: leg!.callSid!, DialCallStatus: 'completed' });
  expect(back.text).toContain(`>agent_${leg!.uuid}</Conference>`);
  expect(back.text).not.toContain('<Say>');
  const foreign = await sendCallback(system, pathname + search, { CallSid: 'CA9' });
  expect(foreign.text).toContain('<Hangup/>');
});

test('an agent ends a call over the API, and an ended call cannot be ended', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  const hangUp = () => floor.owner.post(`/api/calls/${call.uuid}/hang-up`);
  expect((await hangUp()).status).toBe(202);
  const jobs = await queueOf(ctx.queues, 'call.hangup').getJobs();
  expect(jobs.filter(({ name, data }) => name === 'call.hangup' && data.payload.callId === call.id)).toHaveLength(1);
  await sql`update calls set status = 'completed', disposition = 'no_answer', end_time = clock_now() where id = ${call.id}`;
  expect(await hangUp()).toMatchObject({ status: 409, body: { message: 'The call has ended already.' } });
});

test('phones are not rung, and idle phones are hung up, while the campaign is closed', async () => {
  const hours = { calling_hours_start: '09:00:00', calling_hours_end: '10:00:00', timezone: 'America/New_York' };
  const floor = await createDialingTenant(system, { phones: [phone()], agents: 1, agent_legs: 'parked', ...hours });
  await tickCampaign(system, floor);
  expect(await parkedLegs(floor)).toEqual([]);
  await sql`update campaigns set calling_hours_end = '23:00' where id = ${floor.campaignId}`;
  await tickCampaign(system, floor);
  expect(await parkedLegs(floor)).toMatchObject([{ status: 'reserved' }]);
  await sql`update campaigns set calling_hours_end = '10:00' where id = ${floor.campaignId}`;
  await system.runJob('agents.unpark', {});
  expect(await parkedLegs(floor)).toMatchObject([{ status: 'canceled' }]);
});

test('an on-demand campaign gets the agents whom another campaign has parked', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 1 });
  const campaign = await createCampaign(floor.owner, ON_DEMAND);
  await insertLeads(sql, campaign, [phone()]);
  const [{ id: campaignId }] = await sql<[{ id: number }]>`
    update campaigns set status = 'active' where uuid = ${campaign} returning id`;
  const beside = { ...floor, campaign, campaignId };
  const call = await placeCall(system, beside);
  const [leg] = await parkedLegs(floor);
  expect(await answerCall(system, call, null)).toContain(`>agent_${leg!.uuid}</Conference>`);
  expect(await legRows(system, call.id)).toEqual([]);
});

test('the line of a parked agent costs its campaign the list price, then the price of the carrier, and the fees', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()], agents: 1, agent_legs: 'parked' });
  await tickCampaign(system, floor);
  const [leg] = await parkedLegs(floor);
  await system.runJob('agent.park', { parkedLegId: leg!.id });
  await sql`update call_legs set answer_time = clock_now() - interval '150 seconds' where id = ${leg!.id}`;
  await hangUpPhone((await parkedLegs(floor))[0]!);
  const lineCost = async (filter = '') =>
    (await floor.owner.get(`/api/calls/stats/summary?campaign_id=${floor.campaignId}${filter}`)).body['stats']
      .agent_line_cost;
  // Three started minutes, one detection, and three minutes as a participant of the conference.
  expect(await lineCost()).toBe(0.0549);
  expect(await lineCost('&disposition=answered')).toBe(null);
  await sql`update call_legs set next_poll_at = clock_now() where id = ${leg!.id}`;
  const { carrier } = ctx;
  ctx.carrier = { ...carrier, fetchCall: async () => ({ price: '-0.02100' }) as never };
  const setPrice = () => system.runJob('parked-legs.price', {});
  await setPrice();
  await sql`update call_legs set next_poll_at = clock_now() where id = ${leg!.id}`;
  await setPrice().finally(() => (ctx.carrier = carrier));
  expect(await lineCost()).toBe(0.0339);
  // The ledger has the line once, although its price came twice.
  const entries = await sql`
    select e.account, e.currency, e.amount_micros from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.leg_id = ${leg!.id} order by e.id`;
  expect(entries).toEqual([
    { account: 'carrier_cost', currency: 'USD', amountMicros: 33_900 },
    { account: 'carrier', currency: 'USD', amountMicros: -33_900 },
  ]);
  expect(await sql`select price, next_poll_at from call_legs where id = ${leg!.id}`).toEqual([
    { price: 0.021, nextPollAt: null },
  ]);
});
