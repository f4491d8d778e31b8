import { expect, test } from 'vitest';
import { LIMITS } from '../../../../scripts/simulator/limits.ts';
import { ACCOUNT_NUMBER, CALLER, PATIENT_CALLER, placeInboundCall } from '../helpers/inbound.ts';
import { single, startWorld, waitForEnd } from '../helpers/world.ts';

test.each([
  ['an error', { status: 500 }, 11200],
  ['invalid XML', { body: '<Response><Say></Response>' }, 12100],
  ['an unknown verb', { body: '<Response><Dance/></Response>' }, 12200],
  ['JSON', { body: '{}', contentType: 'application/json' }, 12300],
])(
  'a voice URL that returns %s leads to the fallback, or without a fallback to the end of the call',
  async (_what, answer, code) => {
    await using world = await startWorld();
    world.app.on('/voice', () => answer);
    world.app.on('/fallback', '<Say>Sorry</Say>');
    const callWithoutFallback = await waitForEnd(world, placeInboundCall(world).sid);
    expect(callWithoutFallback.status).toBe('completed');
    expect(world.simulator.ledger().notifications.map((entry) => entry.code)).toContain(code);

    const { sid: numberSid } = single(await world.client.incomingPhoneNumbers.list({ phoneNumber: ACCOUNT_NUMBER }));
    await world.client
      .incomingPhoneNumbers(numberSid)
      .update({ voiceUrl: `${world.app.url}/voice`, voiceFallbackUrl: `${world.app.url}/fallback` });
    await waitForEnd(
      world,
      world.simulator.injectInboundCall({ from: CALLER, to: ACCOUNT_NUMBER, persona: PATIENT_CALLER }).sid,
    );
    expect(single(world.app.requestsTo('/fallback')).params).toMatchObject({
      ErrorCode: String(code),
      ErrorUrl: `${world.app.url}/voice`,
    });
  },
);

test('a redirect loop ends', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Redirect>/voice</Redirect>');
  await waitForEnd(world, placeInboundCall(world).sid);
  expect(world.app.requestsTo('/voice')).toHaveLength(LIMITS.documentsPerCallMax);
});
