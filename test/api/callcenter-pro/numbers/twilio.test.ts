import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createTenant, openSession, type SessionClient } from '../../../helpers/api/client.ts';
import { randomPhoneNumber } from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// Conversations are over within a second.
const system = await createTestSystem({ clockSpeed: 60 });
system.startWorkers(['carrier']);
const { simulator, config } = system;
const { sql } = system.ctx;
const owner = await openSession(system, await createTenant(system));
const stranger = await openSession(system, await createTenant(system));

let next = 0;
/** Bought without waiting for the route, whose own tests these are not. */
async function buy(client: SessionClient) {
  const { status, body } = await client.post('/api/phone-numbers/purchase', {
    phoneNumber: `+14155550${100 + next++}`,
    friendlyName: 'Campaign Line',
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as { id: number; phoneNumber: string; phoneNumberSid: string };
}
const atCarrier = (sid: string) => simulator.ledger().numbers.find((each) => each.sid === sid);

test('the account is shown as in the document, and never its token', async () => {
  const { status, body } = await owner.get('/api/twilio/account');
  expect([status, body]).toEqual([
    200,
    {
      accountSid: config.twilio.accountSid,
      friendlyName: 'Simulated Twilio account',
      status: 'active',
      type: 'Full',
      dateCreated: expect.stringMatching(/^\d{4}-.*Z$/),
      dateUpdated: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);
});

test('each tenant sees its own numbers of the shared account, as the document shows them', async () => {
  next += 1;
  const [mine, theirs] = [await buy(owner), await buy(stranger)];
  const shown = ({ phoneNumber, phoneNumberSid }: typeof mine) => ({
    phoneNumber,
    phoneNumberSid,
    friendlyName: 'Campaign Line',
    voiceUrl: expect.stringMatching(/\/webhooks\/voice/),
    statusCallback: expect.stringMatching(/\/webhooks\/status/),
    capabilities: { voice: true, sms: true, mms: true },
  });
  expect((await owner.get('/api/twilio/phone-numbers')).body).toEqual({ phoneNumbers: [shown(mine)] });
  expect((await stranger.get('/api/twilio/phone-numbers')).body).toEqual({ phoneNumbers: [shown(theirs)] });
});

test('a number’s settings are changed at the carrier; another tenant’s are not', async () => {
  const bought = await buy(owner);
  const path = `/api/twilio/phone-numbers/${bought.phoneNumberSid}`;
  const settings = {
    friendlyName: 'Renamed',
    voiceUrl: 'https://api.example.com/webhooks/voice',
    statusCallback: 'https://api.example.com/webhooks/status',
    voiceMethod: 'POST',
  };
  const changed = await owner.put(path, settings);
  expect([changed.status, changed.body]).toMatchObject([200, { friendlyName: 'Renamed', voiceUrl: settings.voiceUrl }]);
  expect((await owner.get(`/api/phone-numbers/${bought.id}`)).body).toMatchObject({ friendlyName: 'Renamed' });
  expect((await stranger.put(path, { friendlyName: 'Mine' })).status).toBe(404);
  expect(atCarrier(bought.phoneNumberSid)).toMatchObject({ friendlyName: 'Renamed', voiceUrl: settings.voiceUrl });
  expect((await owner.put(path, { voiceMethod: 'PUT' })).status).toBe(422);
});

test('the id of a number that is not the carrier’s word opens nothing: it may be another tenant’s', async () => {
  const { phoneNumberSid } = await buy(owner);
  await sql`update phone_numbers set phone_number_sid = ${`PN${randomBytes(16).toString('hex')}`} where phone_number_sid = ${phoneNumberSid}`;
  const { body: claimed } = await stranger.post('/api/phone-numbers', { phoneNumber: randomPhoneNumber(), phoneNumberSid });
  const path = `/api/twilio/phone-numbers/${phoneNumberSid}`;
  expect((await stranger.put(path, { voiceUrl: 'https://evil.example.com/' })).status).toBe(409);
  const listed = (await stranger.get('/api/twilio/phone-numbers')).body['phoneNumbers'] as { phoneNumberSid: string }[];
  expect(listed.map((each) => each.phoneNumberSid)).not.toContain(phoneNumberSid);
  const { body: campaign } = await stranger.post('/api/campaigns', { name: 'Theirs' });
  const before = atCarrier(phoneNumberSid);
  await stranger.put(`/api/phone-numbers/${claimed['id']}`, { assignedTo: 'campaign', assignedId: campaign['id'] });
  await system.runJob('number.configure', { numberId: claimed['id'] });
  await stranger.delete(`/api/phone-numbers/${claimed['id']}`);
  expect(atCarrier(phoneNumberSid)).toEqual(before);
});

test('assigning tells the carrier where calls go: to the pool, then the campaign; releasing gives the number back', async () => {
  const { id, phoneNumberSid } = await buy(owner);
  const { body: pool } = await owner.post('/api/pools', { name: 'A pool' });
  const [{ uuid }] = await sql<[{ uuid: string }]>`select uuid from number_pools where id = ${pool['id']}`;
  const due = async () => (await sql`select carrier_due from phone_numbers where id = ${id}`)[0]?.['carrierDue'];
  await owner.post(`/api/pools/${pool['id']}/numbers`, { phoneNumberId: id });
  await expect.poll(due).toBeNull();
  expect(atCarrier(phoneNumberSid)?.voiceUrl).toContain(`/webhooks/pool/${uuid}/voice`);
  await owner.delete(`/api/pools/${pool['id']}`);
  await expect.poll(due).toBeNull();
  expect(atCarrier(phoneNumberSid)?.voiceUrl).toContain(`${config.publicBaseUrl}/webhooks/voice`);
  await owner.delete(`/api/phone-numbers/${id}?release=true`);
  await expect.poll(() => atCarrier(phoneNumberSid)).toBeUndefined();
  await expect.poll(due).toBeNull();
});

test('what was decided while the carrier was told is told too, and what nobody told is found by the sweeper', async () => {
  const { id, phoneNumberSid } = await buy(owner);
  const rename = (friendlyName: string) => sql`
    update phone_numbers set friendly_name = ${friendlyName}, carrier_due = 'configure', updated_at = clock_now(),
      carrier_version = carrier_version + 1 where id = ${id}`;
  await rename('First');
  const telling = system.runJob('number.configure', { numberId: id });
  await rename('Second');
  await Promise.all([telling, system.runJob('number.configure', { numberId: id })]);
  expect(atCarrier(phoneNumberSid)?.friendlyName).toBe('Second');
  await rename('Third');
  await system.advanceClock(2_000);
  await system.runJob('system.sweep', {});
  await expect.poll(() => atCarrier(phoneNumberSid)?.friendlyName).toBe('Third');
});

/** What the carrier plays to whoever picks up. */
const twiml = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response><Pause length="20"/></Response>');
});
await new Promise<void>((resolve) => twiml.listen(0, '127.0.0.1', resolve));
afterAll(() => void twiml.close());

/** A call of the client's that the carrier has recorded. */
async function recorded(client: SessionClient): Promise<string> {
  const url = `http://127.0.0.1:${(twiml.address() as AddressInfo).port}/`;
  const placed = await system.ctx.carrier.placeCall({
    to: '+14155559001',
    from: '+14155551234',
    url,
    statusCallback: url,
    recordingCallback: url,
    ringSecondsMax: 30,
    timeLimitSeconds: 60,
  });
  if (placed.outcome !== 'placed') throw new Error(JSON.stringify(placed));
  const recordingOf = () => simulator.ledger().recordings.find(({ callSid }) => callSid === placed.callSid);
  await expect.poll(() => recordingOf()?.status, { timeout: 10_000 }).toBe('completed');
  const { body: call } = await client.post('/api/calls', {
    callerNumber: randomPhoneNumber(),
    destinationNumber: randomPhoneNumber(),
    callSid: placed.callSid,
    status: 'completed',
  });
  const { sid, durationSeconds } = recordingOf()!;
  await sql`
    insert into recordings (tenant_id, call_id, recording_sid, status, media_url, duration, channels, source, price)
    select tenant_id, id, ${sid}, 'completed', 'https://api.twilio.com/recording.mp3', ${durationSeconds}, 1, 'DialVerb',
      0.0025 from calls where id = ${call['id']}`;
  return sid;
}

test('a recording is shown as in the document, heard here whole or in parts, and by nobody else', async () => {
  const sid = await recorded(owner);
  const path = `/api/twilio/recordings/${sid}`;
  const { body: shown } = await owner.get(path);
  expect(shown).toEqual({
    recordingSid: sid,
    accountSid: config.twilio.accountSid,
    callSid: expect.stringMatching(/^CA/),
    dateCreated: expect.stringMatching(/^\d{4}-.*Z$/),
    duration: expect.any(Number),
    channels: 1,
    source: 'DialVerb',
    price: '-0.0025',
    priceUnit: 'USD',
    status: 'completed',
    mediaUrl: `${config.publicBaseUrl}${path}/media`,
  });
  const hear = (range?: string, { cookie } = owner, query = '') =>
    system.request(`${path}/media${query}`, { headers: { cookie, ...(range === undefined ? {} : { range }) } });
  const whole = await hear();
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
    200,
    'audio/mpeg',
    'bytes',
  ]);
  expect(Number(whole.headers.get('content-length'))).toBe(bytes.length);
  expect(whole.headers.get('cache-control')).toMatch(/private/);
  const part = await hear('bytes=100-299');
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-299/${bytes.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 300));
  const end = await hear('bytes=-50');
  expect(Buffer.from(await end.arrayBuffer())).toEqual(bytes.subarray(-50));
  expect((await hear(`bytes=${bytes.length + 10}-`)).status).toBe(416);
  expect((await hear('lines=1-2')).status).toBe(422);
  const wav = Buffer.from(await (await hear(undefined, owner, '?format=wav')).arrayBuffer());
  expect(wav.subarray(0, 4).toString()).toBe('RIFF');
  for (const { status } of [await hear(undefined, stranger), await stranger.get(path)]) expect(status).toBe(404);
});

test('a recording that is not ready, is gone, or cannot be had now is refused as what it is', async () => {
  const sid = await recorded(owner);
  const hear = async () =>
    (await system.request(`/api/twilio/recordings/${sid}/media`, { headers: { cookie: owner.cookie } })).status;
  simulator.addFaults({ on: 'rest', operation: 'recordings.media', times: 1, effect: { type: 'error', status: 500 } });
  expect(await hear()).toBe(503);
  await sql`update recordings set status = 'processing' where recording_sid = ${sid}`;
  expect(await hear()).toBe(409);
  await sql`update recordings set status = 'completed', recording_sid = ${`RE${'0'.repeat(32)}`} where recording_sid = ${sid}`;
  const gone = await owner.get(`/api/twilio/recordings/RE${'0'.repeat(32)}/media`);
  expect([gone.status, gone.body['message']]).toEqual([404, expect.stringMatching(/Sound/)]);
});
