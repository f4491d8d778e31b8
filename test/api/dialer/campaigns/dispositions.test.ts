/** Tests custom dispositions, what they do with the lead, and the words for what happened in a call. */
import { expect, test } from 'vitest';
import { send } from '../../../helpers/api/client.ts';
import {
  answerCall,
  createDialingTenant,
  leadRow,
  placeCall,
  reportStatus,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 10:00 in New York.
const system = await createTestSystem();
const { sql } = system.ctx;

let lastNumber = 3_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

async function floorWith(disposition: object) {
  const floor = await createDialingTenant(system, { phones: [phone()], timezone: 'America/New_York' });
  const created = await floor.owner.post('/api/dispositions', {
    code: 'interested',
    name: 'Interested',
    ...disposition,
  });
  expect(created.status).toBe(201);
  return { ...floor, disposition: created.body['disposition'] };
}

/** Calls the lead. The person answers and hangs up after a conversation. Returns the ended call. */
async function talk(floor: Awaited<ReturnType<typeof floorWith>>) {
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await sql`update calls set connected_at = clock_now() where id = ${call.id}`;
  await system.advanceClock(60);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '60' });
  await sql`update agents set status = 'available', wrap_up_until = null where tenant_id = ${call.tenantId}`;
  return call;
}

async function choose(floor: Awaited<ReturnType<typeof floorWith>>) {
  const call = await talk(floor);
  const reply = await floor.owner.put(`/api/calls/${call.uuid}`, { agent_disposition: 'interested' });
  expect(reply).toMatchObject({
    status: 200,
    body: { call: { disposition: 'answered', agent_disposition: 'interested' } },
  });
  await system.runJob('retry.schedule', { callId: call.id });
  return { call, shown: reply.body['call'], lead: await leadRow(system, floor.leadIds[0]!) };
}

test('dispositions are created, listed, changed and deleted; codes are unique and not built in', async () => {
  const floor = await floorWith({ is_conversation: true });
  const { owner, disposition } = floor;
  expect(disposition).toMatchObject({ is_contact: true, is_sale: false, next_step: 'campaign', retry_minutes: null });
  const path = `/api/dispositions/${disposition.id}`;
  expect((await owner.get('/api/dispositions')).body).toMatchObject({ total: 1, dispositions: [disposition] });
  expect((await owner.put(path, disposition)).body).toEqual((await owner.get(path)).body);
  expect((await owner.post('/api/dispositions', { code: 'interested', name: 'Again' })).status).toBe(409);
  for (const [body, field] of [
    [{ code: 'answered', name: 'Built in' }, 'code'],
    [{ code: 'Bad code', name: 'x' }, 'code'],
    [{ code: 'later', name: 'Later', next_step: 'retry' }, 'next_step'],
    [{ code: 'later', name: 'Later', next_step: 'final', retry_minutes: 5 }, 'retry_minutes'],
    [{ code: 'sale', name: 'Sale', is_sale: true }, 'is_conversation'],
  ] as const)
    expect(await owner.post('/api/dispositions', body)).toMatchObject({ status: 400, body: { details: [{ field }] } });
  expect((await owner.delete(path)).status).toBe(200);
  expect((await owner.get(path)).status).toBe(404);
  expect((await owner.post('/api/dispositions', { code: 'interested', name: 'Second' })).status).toBe(201);
});

test('the rule "retry" calls the lead again after its minutes, so often as it says', async () => {
  const floor = await floorWith({ next_step: 'retry', retry_minutes: 90, retry_times_max: 1 });
  const { call, lead } = await choose(floor);
  expect(lead).toMatchObject({ status: 'pending', statusReason: 'interested' });
  const [{ endTime }] = await sql<[{ endTime: Date }]>`select end_time from calls where id = ${call.id}`;
  expect(lead.nextCallAt!.getTime() - endTime.getTime()).toBe(90 * 60_000);
  await system.advanceClock(91 * 60);
  expect((await choose(floor)).lead).toMatchObject({ status: 'completed', statusReason: 'interested' });
});

test('a sale converts the call, "final" completes the lead, and both are counted', async () => {
  const floor = await floorWith({ is_conversation: true, is_sale: true, next_step: 'final' });
  const { call, shown, lead } = await choose(floor);
  expect(shown).toMatchObject({ converted: true, outcome: 'answered' });
  expect(lead).toMatchObject({ status: 'completed', statusReason: 'interested' });
  const { body } = await floor.owner.get('/api/calls/stats/by-disposition');
  expect(body).toMatchObject({ agent_dispositions: [{ code: 'interested', is_sale: true, count: 1 }] });
  expect((await floor.owner.get('/api/calls?agent_disposition=interested')).body['count']).toBe(1);
  expect((await floor.owner.get('/api/calls?agent_disposition=other')).body['count']).toBe(0);
  const put = (agent_disposition: string | null) => floor.owner.put(`/api/calls/${call.uuid}`, { agent_disposition });
  expect(await put('other')).toMatchObject({ status: 400, body: { details: [{ field: 'agent_disposition' }] } });
  expect((await put(null)).body['call'].agent_disposition).toBeNull();
});

test('the rule "do_not_call" lists the number', async () => {
  const floor = await floorWith({ next_step: 'do_not_call' });
  const { call, lead } = await choose(floor);
  expect(lead).toMatchObject({ status: 'dnc', doNotCall: true });
  expect(await sql`select source from dnc_numbers where phone = ${call.toNumber}`).toEqual([{ source: 'disposition' }]);
});

test('an agent chooses a disposition during the conversation, and its rule decides after the end of the call', async () => {
  const floor = await floorWith({ is_conversation: true, is_sale: true, next_step: 'final' });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await sql`update calls set connected_at = clock_now() where id = ${call.id}`;
  const put = (body: object) => floor.owner.put(`/api/calls/${call.uuid}`, body);
  expect(await put({ agent_disposition: 'interested' })).toMatchObject({
    status: 200,
    body: { call: { agent_disposition: 'interested', converted: true, end_time: null } },
  });
  // The carrier decides about these until the end of the call.
  for (const body of [{ disposition: 'answered' }, { converted: false }]) expect((await put(body)).status).toBe(409);
  await system.advanceClock(60);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '60' });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'completed', statusReason: 'interested' });
});

test('a disposition is set after the begin of the conversation, and only a disposition of the own account', async () => {
  const floor = await floorWith({});
  const call = await placeCall(system, floor);
  const path = `/api/calls/${call.uuid}`;
  expect((await floor.owner.put(path, { agent_disposition: 'interested' })).status).toBe(409);
  const other = await floorWith({ code: 'foreign' });
  const ended = await talk(other);
  const stranger = { token: floor.owner.token, body: { agent_disposition: 'interested' } };
  expect((await send(system, 'PUT', `/api/calls/${ended.uuid}`, stranger)).status).toBe(404);
});

test.each([
  ['machine_end_beep', 'https://example.com/message.mp3', 'message_left', 'completed'],
  ['machine_end_beep', null, 'machine_no_message', 'completed'],
  ['machine_start', 'https://example.com/message.mp3', 'machine_no_message', 'completed'],
  ['fax', 'https://example.com/message.mp3', 'fax', 'failed'],
])('a call that %s answers, with the message %s: %s', async (by, message, outcome, status) => {
  const floor = await createDialingTenant(system, { phones: [phone()], voicemail_message_url: message });
  const call = await placeCall(system, floor);
  await answerCall(system, call, by);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '9' });
  await system.runJob('retry.schedule', { callId: call.id });
  const shown = (await floor.owner.get(`/api/calls/${call.uuid}`)).body['call'];
  expect(shown).toMatchObject({ disposition: 'voicemail', outcome, talk_time: 0 });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status, statusReason: outcome });
});
