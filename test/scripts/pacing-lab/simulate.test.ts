import { expect, inject, test } from 'vitest';
import { createDialer } from '../../../scripts/pacing-lab/dialers.ts';
import { createReferenceScenario } from '../../../scripts/pacing-lab/scenario.ts';
import { simulateDay } from '../../../scripts/pacing-lab/simulate.ts';

const TWO_HOURS = { daySeconds: 7200 };
/** Number of simulated days with large floors, each of which takes seconds. */
const SEEDS = inject('isLong') ? 4 : 1;

/** Returns the results of a simulated day of two hours, without the measured computing time. */
function simulateTwoHours(seed: number) {
  const { decisionMsMax: _, ...figures } = simulateDay(
    createReferenceScenario(5, 0.3, TWO_HOURS),
    seed,
    createDialer('ours'),
  );
  return figures;
}

test.runIf(inject('isLong'))('the same seed gives the same day, another seed gives another day', () => {
  expect(simulateTwoHours(1)).toEqual(simulateTwoHours(1));
  expect(simulateTwoHours(1)).not.toEqual(simulateTwoHours(2));
});

test('progressive dialing abandons no call, and its talk time follows from the length of a call cycle', () => {
  const result = simulateDay(createReferenceScenario(25, 0.3), 3, createDialer('progressive'));
  expect(result.abandoned).toBe(0);
  // One cycle of an agent is 120 s of talk, 20 s of wrap-up and the idle time. The idle time is about 19 s of dialing
  // divided by the answer share.
  expect(result.talkShare).toBeCloseTo(120 / (140 + result.idleSeconds), 1);
  expect(result.idleSeconds).toBeGreaterThan(50);
  expect(result.idleSeconds).toBeLessThan(80);
});

test('too many calls per agent lead to abandoned calls', () => {
  const result = simulateDay(createReferenceScenario(5, 0.5, TWO_HOURS), 4, createDialer('ratio:4'));
  expect(result.abandoned / result.answered).toBeGreaterThan(0.1);
});

test('the predictive pacer has much more talk time than progressive dialing and stays below the abandonment limit', () => {
  const ours = simulateDay(createReferenceScenario(10, 0.3), 5, createDialer('ours'));
  const progressive = simulateDay(createReferenceScenario(10, 0.3), 5, createDialer('progressive'));
  expect(ours.talkShare - progressive.talkShare).toBeGreaterThan(0.08);
  expect(ours.abandoned / ours.answered).toBeLessThanOrEqual(0.03);
});

test.runIf(inject('isLong'))('the dialer starts no more calls per second than the carrier accepts', () => {
  const result = simulateDay(
    createReferenceScenario(25, 0.1, { ...TWO_HOURS, callsPerSecondMax: 0.2 }),
    6,
    createDialer('ours'),
  );
  expect(result.dials).toBeLessThanOrEqual(0.2 * 7200 + 1);
  expect(result.dials).toBeGreaterThan(0.15 * 7200);
});

test('without agents at work no call is started', () => {
  const away = simulateDay(createReferenceScenario(10, 0.3, { ...TWO_HOURS, staff: () => 0 }), 7, createDialer('ours'));
  expect(away.dials).toBe(0);
});

test('when every report is later than the grace time, every answered call is abandoned', () => {
  const late = createReferenceScenario(5, 0.3, { ...TWO_HOURS, reportDelaySeconds: [3, 3] });
  const result = simulateDay(late, 8, createDialer('progressive'));
  expect(result.abandoned).toBe(result.answered);
  expect(result.answered).toBeGreaterThan(10);
});

test('humans that detection reports as machines are counted, and the dialer does not see them as answers', () => {
  const scenario = createReferenceScenario(5, 0.5, {
    ...TWO_HOURS,
    detection: { humanAsMachine: 1, machineAsHuman: 0 },
  });
  const result = simulateDay(scenario, 9, createDialer('ours'));
  expect(result.answered).toBe(0);
  expect(result.humansAsMachines).toBeGreaterThan(50);
});

test('the day ends with the last lead of the list', () => {
  const result = simulateDay(createReferenceScenario(5, 0.3, { leads: 200 }), 11, createDialer('progressive'));
  expect(result.dials).toBe(200);
  expect(result.talkShare).toBeGreaterThan(0.4);
});

test.each([
  [25, 1000],
  [100, 2000],
])('a pacer without statistics starts the day of %i agents without a burst of abandoned calls', (agents, leads) => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { answered, abandoned } = simulateDay(
      createReferenceScenario(agents, 0.3, { leads }),
      seed,
      createDialer('ours'),
    );
    expect(abandoned / answered).toBeLessThanOrEqual(0.03);
  }
});
