import { expect, test } from 'vitest';
import { createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
system.startWorkers(['carrier']);
const owner = await openSession(system, await createTenant(system));
const otherTenant = await openSession(system, await createTenant(system));

const time = expect.stringMatching(/^\d{4}-.*Z$/);

test('the search returns the numbers that the carrier sells', async () => {
  const { status, body } = await owner.get('/api/phone-numbers/search?areaCode=212&type=local&limit=10');
  expect(status).toBe(200);
  expect(body['availableNumbers']).toHaveLength(10);
  expect(body['availableNumbers'][0]).toEqual({
    phoneNumber: expect.stringMatching(/^\+1212\d{7}$/),
    friendlyName: expect.any(String),
    locality: expect.any(String),
    region: 'NY',
    isoCountry: 'US',
    capabilities: ['voice', 'sms', 'mms'],
  });
  expect((await owner.get('/api/phone-numbers/search?type=toll_free')).body['availableNumbers'].length).toBeGreaterThan(
    0,
  );
  expect((await owner.get('/api/phone-numbers/search?areaCode=533')).body).toEqual({ availableNumbers: [] });
  const elsewhere = await owner.get('/api/phone-numbers/search?country=FR');
  expect([elsewhere.status, elsewhere.body['details'][0].field]).toEqual([422, 'type']);
  expect((await owner.get('/api/phone-numbers/search?areaCode=21')).body['details'][0].field).toBe('areaCode');
});

test('a bought number gets our URLs at the carrier', async () => {
  const phoneNumber = '+13105550105';
  const reply = await owner.post('/api/phone-numbers/purchase', { phoneNumber, friendlyName: 'Hotline' });
  const [carrierNumber] = system.simulator.ledger().numbers.filter((each) => each.phoneNumber === phoneNumber);
  const expectedNumber = {
    id: expect.any(Number),
    uuid: expect.any(String),
    userId: expect.any(Number),
    phoneNumber,
    friendlyName: 'Hotline',
    phoneNumberSid: carrierNumber!.sid,
    status: 'available',
    assignedTo: null,
    assignedId: null,
    capabilities: ['voice', 'sms', 'mms'],
    carrierStatus: 'synced',
    carrierProblem: null,
    createdAt: time,
    updatedAt: time,
  };
  expect([reply.status, reply.body]).toEqual([201, expectedNumber]);
  expect(carrierNumber!.voiceUrl).toMatch(new RegExp(`^${system.config.publicBaseUrl}/webhooks/voice`));
  expect(carrierNumber!.statusCallback).toMatch(new RegExp(`^${system.config.publicBaseUrl}/webhooks/status`));
  expect((await owner.post('/api/phone-numbers/purchase', { phoneNumber })).status).toBe(409);
  expect((await otherTenant.post('/api/phone-numbers/purchase', { phoneNumber })).status).toBe(409);
});

test('the URLs of the request are set at the carrier; a number that is not for sale is refused with a message', async () => {
  const phoneNumber = '+13105550106';
  const voiceUrl = 'https://api.example.com/webhooks/voice';
  const statusCallback = 'https://api.example.com/webhooks/status';
  const body = { phoneNumber, friendlyName: 'Campaign Line', voiceUrl, statusCallback };
  expect((await owner.post('/api/phone-numbers/purchase', body)).status).toBe(201);
  const carrierNumber = system.simulator.ledger().numbers.find((each) => each.phoneNumber === phoneNumber);
  expect(carrierNumber).toMatchObject({ voiceUrl, statusCallback });
  const refused = await owner.post('/api/phone-numbers/purchase', { phoneNumber: '+15005550000' });
  expect([refused.status, refused.body['message']]).toEqual([
    409,
    expect.stringMatching(/does not sell.*not available/),
  ]);
});

test('Prefer: respond-async answers with the URL of the purchase, and one idempotency key buys once', async () => {
  const phoneNumber = '+13105550107';
  const post = () =>
    send(system, 'POST', '/api/phone-numbers/purchase', {
      cookie: owner.cookie,
      body: { phoneNumber },
      headers: { prefer: 'respond-async', 'idempotency-key': 'once' },
    });
  const first = await post();
  expect([first.status, first.body['status']]).toEqual([202, 'pending']);
  const location = first.headers.get('location')!;
  expect(location).toBe(first.body['statusUrl']);
  const again = await post();
  expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([202, first.body, 'true']);
  await expect.poll(async () => (await owner.get(location)).body['status'], { timeout: 10_000 }).toBe('completed');
  const { body } = await owner.get(location);
  expect((await owner.get(`/api/phone-numbers/${body['phoneNumberId']}`)).body).toMatchObject({ phoneNumber });
  expect((await otherTenant.get(location)).status).toBe(404);
});
