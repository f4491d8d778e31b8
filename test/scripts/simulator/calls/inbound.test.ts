import { expect, test } from 'vitest';
import { ACCOUNT_NUMBER, CALLER } from '../helpers/inbound.ts';
import { eventually, single, startWorld, waitForEnd } from '../helpers/world.ts';

test('an inbound call requests the instructions of its number and posts one final callback', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Say>Welcome</Say>');
  const { sid: numberSid } = single(await world.client.incomingPhoneNumbers.list({ phoneNumber: ACCOUNT_NUMBER }));
  await world.client
    .incomingPhoneNumbers(numberSid)
    .update({ voiceUrl: `${world.app.url}/voice?number=1`, statusCallback: `${world.app.url}/status` });
  const { sid } = world.simulator.injectInboundCall({ from: CALLER, to: ACCOUNT_NUMBER });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed', direction: 'inbound' });
  const documentRequest = single(world.app.requestsTo('/voice'));
  expect(documentRequest).toMatchObject({ target: '/voice?number=1', signed: true });
  expect(documentRequest.params).toMatchObject({
    CallSid: sid,
    CallStatus: 'ringing',
    Direction: 'inbound',
    From: CALLER,
    To: ACCOUNT_NUMBER,
    FromState: 'DC',
  });
  await eventually(() => world.app.requestsTo('/status').length > 0);
  expect(single(world.app.requestsTo('/status')).params).toMatchObject({ CallStatus: 'completed', CallSid: sid });
});

test('a call to a number without instructions is not answered', async () => {
  await using world = await startWorld();
  const { sid } = world.simulator.injectInboundCall({ from: CALLER, to: ACCOUNT_NUMBER });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'no-answer' });
});
