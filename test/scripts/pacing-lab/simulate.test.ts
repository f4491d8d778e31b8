import { expect, test } from 'vitest';
import { createDialer } from '../../../scripts/pacing-lab/dialers.ts';
import { createReferenceScenario } from '../../../scripts/pacing-lab/scenario.ts';
import { simulateDay } from '../../../scripts/pacing-lab/simulate.ts';
import { summarize } from '../../../scripts/pacing-lab/statistics.ts';

const TWO_HOURS = { daySeconds: 7200 };

function figuresOf(seed: number) {
  const { decisionMsMax: _, ...figures } = simulateDay(createReferenceScenario(5, 0.3, TWO_HOURS), seed, createDialer('ours'));
  return figures;
}

test('a day depends on its seed and nothing else', () => {
  expect(figuresOf(1)).toEqual(figuresOf(1));
  expect(figuresOf(1)).not.toEqual(figuresOf(2));
});

test('progressive dialling abandons nobody and talks as long as its cycle says', () => {
  const result = simulateDay(createReferenceScenario(25, 0.3), 3, createDialer('progressive'));
  expect(result.abandoned).toBe(0);
  // A served call costs talk, wrap-up and the wait; the wait is about 19 s of dialling per answer share.
  expect(result.talkShare).toBeCloseTo(120 / (140 + result.idleSeconds), 1);
  expect(result.idleSeconds).toBeGreaterThan(50);
  expect(result.idleSeconds).toBeLessThan(80);
});

test('too many lines abandon humans', () => {
  const result = simulateDay(createReferenceScenario(5, 0.5, TWO_HOURS), 4, createDialer('ratio:4'));
  expect(result.abandoned / result.answered).toBeGreaterThan(0.1);
});

test('the predictive pacer beats progressive by far and ends the day under the limit', () => {
  const ours = simulateDay(createReferenceScenario(10, 0.3), 5, createDialer('ours'));
  const progressive = simulateDay(createReferenceScenario(10, 0.3), 5, createDialer('progressive'));
  expect(ours.talkShare - progressive.talkShare).toBeGreaterThan(0.08);
  expect(ours.abandoned / ours.answered).toBeLessThanOrEqual(0.03);
});

test('the cap on calls per second holds', () => {
  const result = simulateDay(createReferenceScenario(25, 0.1, { ...TWO_HOURS, callsPerSecondMax: 0.2 }), 6, createDialer('ours'));
  expect(result.dials).toBeLessThanOrEqual(0.2 * 7200 + 1);
  expect(result.dials).toBeGreaterThan(0.15 * 7200);
});

test('agents at lunch take no calls', () => {
  const away = simulateDay(createReferenceScenario(10, 0.3, { ...TWO_HOURS, staff: () => 0 }), 7, createDialer('ours'));
  expect(away.dials).toBe(0);
});

test('reports later than the grace make every answer an abandoned one', () => {
  const late = createReferenceScenario(5, 0.3, { ...TWO_HOURS, reportDelaySeconds: [3, 3] });
  const result = simulateDay(late, 8, createDialer('progressive'));
  expect(result.abandoned).toBe(result.answered);
  expect(result.answered).toBeGreaterThan(10);
});

test('humans taken for machines are counted but hidden from the dialer', () => {
  const scenario = createReferenceScenario(5, 0.5, { ...TWO_HOURS, detection: { humanAsMachine: 1, machineAsHuman: 0 } });
  const result = simulateDay(scenario, 9, createDialer('ours'));
  expect(result.answered).toBe(0);
  expect(result.humansAsMachines).toBeGreaterThan(50);
});

test('a summary weighs days by their answers and knows the worst one', () => {
  const day = { talkShare: 0.7, dials: 10, idleSeconds: 1, mistaken: 0, decisionMsMax: 1 };
  const rows = summarize('s', 'd', [
    { ...day, answered: 100, abandoned: 4 },
    { ...day, answered: 300, abandoned: 4 },
  ]);
  expect(rows).toMatchObject({ talk: 70, talkHalfWidth: 0, abandoned: 2, worstDay: 4, dialsPerAnswer: 0.05 });
});

test('a list ends with its last call, and the day with it', () => {
  const result = simulateDay(createReferenceScenario(5, 0.3, { leads: 200 }), 11, createDialer('progressive'));
  expect(result.dials).toBe(200);
  expect(result.talkShare).toBeGreaterThan(0.4);
});

test.each([
  [25, 1000],
  [100, 2000],
])('%i agents who know nothing begin without a burst of abandoned calls', (agents, leads) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const { answered, abandoned } = simulateDay(createReferenceScenario(agents, 0.3, { leads }), seed, createDialer('ours'));
    expect(abandoned / answered).toBeLessThanOrEqual(0.03);
  }
});
