import { expect, test } from 'vitest';
import { single, startWorld } from '../helpers/world.ts';

test('numbers are searched, bought once, configured, listed and deleted', async () => {
  await using world = await startWorld();
  const { client } = world;
  const offers = await client.availablePhoneNumbers('US').local.list({ areaCode: 415, limit: 5 });
  expect(offers).toHaveLength(5);
  expect(offers[0]).toMatchObject({
    locality: 'SAN FRANCISCO',
    region: 'CA',
    isoCountry: 'US',
    friendlyName: '(415) 555-0101',
  });
  const phoneNumber = offers[0]?.phoneNumber ?? '';
  const number = await client.incomingPhoneNumbers.create({ phoneNumber, friendlyName: 'Line 1' });
  expect(number).toMatchObject({ phoneNumber, friendlyName: 'Line 1', capabilities: { voice: true } });
  await expect(client.incomingPhoneNumbers.create({ phoneNumber })).rejects.toMatchObject({ code: 21422 });
  await expect(client.incomingPhoneNumbers.create({ phoneNumber: '+15005550000' })).rejects.toMatchObject({
    code: 21422,
  });
  await expect(client.incomingPhoneNumbers.create({ phoneNumber: '+15005550001' })).rejects.toMatchObject({
    code: 21421,
  });
  await expect(client.incomingPhoneNumbers.create({ areaCode: '533' })).rejects.toMatchObject({ code: 21452 });

  const voiceUrl = 'https://example.com/voice';
  const configured = await client.incomingPhoneNumbers(number.sid).update({ voiceUrl, voiceMethod: 'GET' });
  expect(configured).toMatchObject({ voiceUrl, voiceMethod: 'GET', friendlyName: 'Line 1' });
  expect(single(await client.incomingPhoneNumbers.list({ phoneNumber })).sid).toBe(number.sid);
  await client.incomingPhoneNumbers(number.sid).remove();
  await expect(client.incomingPhoneNumbers(number.sid).fetch()).rejects.toMatchObject({ status: 404 });
  const offersAfterDelete = await client
    .availablePhoneNumbers('US')
    .local.list({ areaCode: 415, contains: '0101', limit: 5 });
  expect(single(offersAfterDelete).phoneNumber).toBe(phoneNumber);
  await expect(client.availablePhoneNumbers('US').mobile.list()).rejects.toMatchObject({ status: 404 });
  expect(await client.availablePhoneNumbers('GB').mobile.list({ limit: 1 })).toHaveLength(1);
  expect(single(await client.availablePhoneNumbers('US').tollFree.list({ limit: 1 })).phoneNumber).toMatch(/^\+1800/);
});
