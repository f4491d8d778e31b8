/** Tests that the carrier detects machines with the settings of the campaign. */
import { expect, test } from 'vitest';
import { createDialingTenant, placeCall } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { greetingEndOf } from '../../../../shared/rules/calls/answering-machine.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });

const SETTINGS = {
  machine_detection_timeout: 10,
  machine_detection_speech_threshold: 1_800,
  machine_detection_speech_end_threshold: 700,
  machine_detection_silence_timeout: 3_000,
};

test('the settings of the campaign are sent with each call, and are within the limits of the carrier', async () => {
  const floor = await createDialingTenant(system, { phones: ['+12125552001'], ...SETTINGS });
  const path = `/api/campaigns/${floor.campaign}`;
  expect((await floor.owner.get(path)).body['campaign']).toMatchObject(SETTINGS);
  const placed: Record<string, unknown>[] = [];
  const { carrier } = system.ctx;
  system.ctx.carrier = {
    ...carrier,
    placeCall: (request) => {
      placed.push(request.machineDetection ?? {});
      return carrier.placeCall(request);
    },
  };
  await placeCall(system, floor);
  expect(placed).toEqual([
    {
      machineDetectionTimeout: 10,
      machineDetectionSpeechThreshold: 1_800,
      machineDetectionSpeechEndThreshold: 700,
      machineDetectionSilenceTimeout: 3_000,
    },
  ]);
  for (const [field, value] of [
    ['machine_detection_timeout', 60],
    ['machine_detection_speech_threshold', 999],
    ['machine_detection_speech_end_threshold', 5_001],
    ['machine_detection_silence_timeout', 1_999],
  ] as const)
    expect(await floor.owner.put(path, { [field]: value })).toMatchObject({
      status: 400,
      body: { details: [{ field }] },
    });
});

test('the greeting of a person ended as many milliseconds before the result as the campaign says', () => {
  const answered = new Date('2026-01-13T20:00:00Z');
  const heard = { answeredBy: 'human', durationMs: 2_000 };
  const secondsAfter = (end: Date | undefined) => (end!.getTime() - answered.getTime()) / 1000;
  expect(secondsAfter(greetingEndOf(answered, heard))).toBe(0.8);
  expect(secondsAfter(greetingEndOf(answered, heard, { machineDetectionSpeechEndThreshold: 700 }))).toBe(1.3);
});
