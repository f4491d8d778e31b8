import { expect, test } from 'vitest';
import { PATIENT_CALLER, placeInboundCall } from '../helpers/inbound.ts';
import { single, startWorld, waitForEnd } from '../helpers/world.ts';

test('gather posts the pressed keys, and continues with the next verb without keys', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    '<Gather numDigits="1" action="/keys"><Say>To be removed from our list press nine now.</Say></Gather><Redirect>/none</Redirect>',
  );
  world.app.on('/keys', '<Hangup/>');
  world.app.on('/none', '<Hangup/>');
  await waitForEnd(world, placeInboundCall(world, { ...PATIENT_CALLER, keys: [{ digits: '9', afterSeconds: 1 }] }).sid);
  expect(single(world.app.requestsTo('/keys')).params).toMatchObject({ Digits: '9', FinishedOnKey: '' });
  expect(world.app.requestsTo('/none')).toEqual([]);
  await waitForEnd(world, placeInboundCall(world).sid);
  expect(world.app.requestsTo('/keys')).toHaveLength(1);
  expect(world.app.requestsTo('/none')).toHaveLength(1);
});

test('gather ends at finishOnKey and leaves that key out', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Gather finishOnKey="#" action="/keys"/>');
  world.app.on('/keys', '<Hangup/>');
  await waitForEnd(
    world,
    placeInboundCall(world, { ...PATIENT_CALLER, keys: [{ digits: '123#4', afterSeconds: 1 }] }).sid,
  );
  expect(single(world.app.requestsTo('/keys')).params).toMatchObject({ Digits: '123', FinishedOnKey: '#' });
});
