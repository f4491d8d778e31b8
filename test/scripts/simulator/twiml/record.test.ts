import { expect, test } from 'vitest';
import { PATIENT_CALLER, placeInboundCall } from '../helpers/inbound.ts';
import { eventually, single, startWorld, waitForEnd } from '../helpers/world.ts';

test('record posts the recording to its action and to its callback', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    '<Record maxLength="60" timeout="3" action="/recorded" recordingStatusCallback="/recording"/>',
  );
  world.app.on('/recorded', '<Hangup/>');
  await waitForEnd(world, placeInboundCall(world, { ...PATIENT_CALLER, speechSeconds: 12 }).sid);
  const action = single(world.app.requestsTo('/recorded')).params;
  expect(Number(action.RecordingDuration)).toBeGreaterThanOrEqual(12);
  const { params } = await eventually(() => world.app.requestsTo('/recording')[0]);
  expect(params).toMatchObject({ RecordingSid: action.RecordingSid, RecordingSource: 'RecordVerb' });
});
