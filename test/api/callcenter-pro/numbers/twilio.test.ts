import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createTenant, openSession, type SessionClient } from '../../../helpers/api/client.ts';
import { randomPhoneNumber } from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// Product time runs 60 times faster than real time, so a recorded call of one minute ends within a second.
const system = await createTestSystem({ clockSpeed: 60 });
system.startWorkers(['carrier']);
const { simulator, config } = system;
const { sql } = system.ctx;
const owner = await openSession(system, await createTenant(system));
const otherTenant = await openSession(system, await createTenant(system));

let next = 0;
/** Buys a phone number as the client. Returns the phone number. */
async function buy(client: SessionClient) {
  const { status, body } = await client.post('/api/phone-numbers/purchase', {
    phoneNumber: `+14155550${100 + next++}`,
    friendlyName: 'Campaign Line',
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as { id: number; phoneNumber: string; phoneNumberSid: string };
}
const atCarrier = (sid: string) => simulator.ledger().numbers.find((each) => each.sid === sid);

test('the account is shown without its token', async () => {
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

test('each tenant sees its own numbers of the shared carrier account', async () => {
  next += 1;
  const [ownNumber, theirNumber] = [await buy(owner), await buy(otherTenant)];
  const expected = ({ phoneNumber, phoneNumberSid }: typeof ownNumber) => ({
    phoneNumber,
    phoneNumberSid,
    friendlyName: 'Campaign Line',
    voiceUrl: expect.stringMatching(/\/webhooks\/voice/),
    statusCallback: expect.stringMatching(/\/webhooks\/status/),
    capabilities: { voice: true, sms: true, mms: true },
  });
  expect((await owner.get('/api/twilio/phone-numbers')).body).toEqual({ phoneNumbers: [expected(ownNumber)] });
  expect((await otherTenant.get('/api/twilio/phone-numbers')).body).toEqual({ phoneNumbers: [expected(theirNumber)] });
});

test('a tenant changes the settings of its own numbers at the carrier only', async () => {
  const number = await buy(owner);
  const path = `/api/twilio/phone-numbers/${number.phoneNumberSid}`;
  const settings = {
    friendlyName: 'Renamed',
    voiceUrl: 'https://api.example.com/webhooks/voice',
    statusCallback: 'https://api.example.com/webhooks/status',
    voiceMethod: 'POST',
  };
  const reply = await owner.put(path, settings);
  expect([reply.status, reply.body]).toMatchObject([200, { friendlyName: 'Renamed', voiceUrl: settings.voiceUrl }]);
  expect((await owner.get(`/api/phone-numbers/${number.id}`)).body).toMatchObject({ friendlyName: 'Renamed' });
  expect((await otherTenant.put(path, { friendlyName: 'Mine' })).status).toBe(404);
  expect(atCarrier(number.phoneNumberSid)).toMatchObject({ friendlyName: 'Renamed', voiceUrl: settings.voiceUrl });
  expect((await owner.put(path, { voiceMethod: 'PUT' })).status).toBe(422);
});

test('a carrier id whose digits differ gives no access, because it may be that of another tenant’s number', async () => {
  const { phoneNumberSid } = await buy(owner);
  await sql`update phone_numbers set phone_number_sid = ${`PN${randomBytes(16).toString('hex')}`} where phone_number_sid = ${phoneNumberSid}`;
  const { body: registered } = await otherTenant.post('/api/phone-numbers', {
    phoneNumber: randomPhoneNumber(),
    phoneNumberSid,
  });
  const path = `/api/twilio/phone-numbers/${phoneNumberSid}`;
  expect((await otherTenant.put(path, { voiceUrl: 'https://evil.example.com/' })).status).toBe(409);
  const theirNumbers = (await otherTenant.get('/api/twilio/phone-numbers')).body['phoneNumbers'] as {
    phoneNumberSid: string;
  }[];
  expect(theirNumbers.map((each) => each.phoneNumberSid)).not.toContain(phoneNumberSid);
  const { body: campaign } = await otherTenant.post('/api/campaigns', { name: 'Theirs' });
  const before = atCarrier(phoneNumberSid);
  await otherTenant.put(`/api/phone-numbers/${registered['id']}`, {
    assignedTo: 'campaign',
    assignedId: campaign['id'],
  });
  await system.runJob('number.sync', { numberId: registered['id'] });
  await otherTenant.delete(`/api/phone-numbers/${registered['id']}`);
  expect(atCarrier(phoneNumberSid)).toEqual(before);
});

test('assigning a number syncs its voice URL to the carrier, and release=true releases it', async () => {
  const { id, phoneNumberSid } = await buy(owner);
  const { body: pool } = await owner.post('/api/pools', { name: 'A pool' });
  const [{ uuid }] = await sql<[{ uuid: string }]>`select uuid from number_pools where id = ${pool['id']}`;
  const syncDue = async () => (await sql`select sync_due from phone_numbers where id = ${id}`)[0]?.['syncDue'];
  await owner.post(`/api/pools/${pool['id']}/numbers`, { phoneNumberId: id });
  await expect.poll(syncDue).toBeNull();
  expect(atCarrier(phoneNumberSid)?.voiceUrl).toContain(`/webhooks/pool/${uuid}/voice`);
  await owner.delete(`/api/pools/${pool['id']}`);
  await expect.poll(syncDue).toBeNull();
  expect(atCarrier(phoneNumberSid)?.voiceUrl).toContain(`${config.publicBaseUrl}/webhooks/voice`);
  await owner.delete(`/api/phone-numbers/${id}?release=true`);
  await expect.poll(() => atCarrier(phoneNumberSid)).toBeUndefined();
  await expect.poll(syncDue).toBeNull();
});

test('a change during a sync is synced too, and the sweeper enqueues a lost sync', async () => {
  const { id, phoneNumberSid } = await buy(owner);
  const rename = (friendlyName: string) => sql`
    update phone_numbers set friendly_name = ${friendlyName}, sync_due = 'configure', updated_at = clock_now(),
      settings_version = settings_version + 1 where id = ${id}`;
  await rename('First');
  const firstSync = system.runJob('number.sync', { numberId: id });
  await rename('Second');
  await Promise.all([firstSync, system.runJob('number.sync', { numberId: id })]);
  expect(atCarrier(phoneNumberSid)?.friendlyName).toBe('Second');
  await rename('Third');
  await system.advanceClock(2_000);
  await system.runJob('system.sweep', {});
  await expect.poll(() => atCarrier(phoneNumberSid)?.friendlyName).toBe('Third');
});

/** A web server that serves the TwiML of the recorded call. */
const twiml = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response><Pause length="20"/></Response>');
});
await new Promise<void>((resolve) => twiml.listen(0, '127.0.0.1', resolve));
afterAll(() => void twiml.close());

/** Places and records a call of the client's tenant. Returns the sid of the carrier's recording. */
async function createRecording(client: SessionClient): Promise<string> {
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

test('a tenant reads its own recordings, and their audio whole or in ranges', async () => {
  const sid = await createRecording(owner);
  const path = `/api/twilio/recordings/${sid}`;
  const { body: recording } = await owner.get(path);
  expect(recording).toEqual({
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
    mediaUrl: expect.stringContaining(`${config.publicBaseUrl}${path}/media?expires=`),
  });
  const getAudio = (range?: string, { cookie } = owner, query = '') =>
    system.request(`${path}/media${query}`, { headers: { cookie, ...(range === undefined ? {} : { range }) } });
  const whole = await getAudio();
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
    200,
    'audio/mpeg',
    'bytes',
  ]);
  expect(Number(whole.headers.get('content-length'))).toBe(bytes.length);
  expect(whole.headers.get('cache-control')).toMatch(/private/);
  const part = await getAudio('bytes=100-299');
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-299/${bytes.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 300));
  const end = await getAudio('bytes=-50');
  expect(Buffer.from(await end.arrayBuffer())).toEqual(bytes.subarray(-50));
  expect((await getAudio(`bytes=${bytes.length + 10}-`)).status).toBe(416);
  expect((await getAudio('lines=1-2')).status).toBe(422);
  const wav = Buffer.from(await (await getAudio(undefined, owner, '?format=wav')).arrayBuffer());
  expect(wav.subarray(0, 4).toString()).toBe('RIFF');
  for (const { status } of [await getAudio(undefined, otherTenant), await otherTenant.get(path)])
    expect(status).toBe(404);
});

test('the address of a recording plays without a credential, until it expires', async () => {
  await createRecording(owner);
  const [call] = (await owner.get('/api/calls')).body['calls'];
  const address = String(call.recordingUrl).slice(config.publicBaseUrl.length);
  const play = async (path: string, headers = {}) => await system.request(path, { headers });
  const part = await play(address, { range: 'bytes=0-99' });
  expect([part.status, part.headers.get('content-type')]).toEqual([206, 'audio/mpeg']);
  expect(part.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect((await part.arrayBuffer()).byteLength).toBe(100);
  expect((await play(address.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at) + 3_600}`))).status).toBe(403);
  expect((await play(address.replace(/RE\w/, (start) => (start === 'RE0' ? 'RE1' : 'RE0')))).status).toBe(403);
  expect((await play(address.split('?')[0]!)).status).toBe(401);
  await system.advanceClock(7_201);
  expect((await play(address)).status).toBe(403);
});

test('the audio of a recording answers 503, 409 or 404 when the carrier fails, it is not ready or it is deleted', async () => {
  const sid = await createRecording(owner);
  const getStatus = async () =>
    (await system.request(`/api/twilio/recordings/${sid}/media`, { headers: { cookie: owner.cookie } })).status;
  simulator.addFaults({ on: 'rest', operation: 'recordings.media', times: 1, effect: { type: 'error', status: 500 } });
  expect(await getStatus()).toBe(503);
  await sql`update recordings set status = 'processing' where recording_sid = ${sid}`;
  expect(await getStatus()).toBe(409);
  await sql`update recordings set status = 'completed', recording_sid = ${`RE${'0'.repeat(32)}`} where recording_sid = ${sid}`;
  const gone = await owner.get(`/api/twilio/recordings/RE${'0'.repeat(32)}/media`);
  expect([gone.status, gone.body['message']]).toEqual([404, expect.stringMatching(/Audio/)]);
});
