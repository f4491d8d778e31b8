import { expect, test } from 'vitest';
import { FAULT_NAMES, FAULTS } from '../../../scripts/chaos/faults.ts';
import { drawPlan, parsePlan, planLines } from '../../../scripts/chaos/timeline.ts';

const draw = (seed: number, serial = false) => drawPlan(seed, { minutes: 2, names: FAULT_NAMES, serial });

test('a seed always gives the same plan, and each seed another', () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(8).faults).not.toEqual(draw(7).faults);
});

test('a plan is read back from its lines, and other lines are ignored', () => {
  const plan = draw(7);
  const lines = [...planLines(plan), '{"type":"begin","fault":"kill-api","atMs":3}', '{"type":"violation"}'];
  expect(parsePlan(lines.join('\n'))).toEqual(plan);
});

test('a file without a plan, or with an unknown fault, is refused', () => {
  expect(() => parsePlan('{"type":"act"}')).toThrow('no line of the type "plan"');
  const lines = [...planLines(draw(7)), '{"type":"fault","fault":"earthquake","atMs":1,"forMs":1,"draw":0}'];
  expect(() => parsePlan(lines.join('\n'))).toThrow('There is no fault earthquake.');
});

test('all seeds together have every fault, within the time of the run and never two of one thing at once', () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => draw(seed));
  const seen = new Set(seeds.flatMap(({ faults }) => faults.map(({ fault }) => fault)));
  expect([...seen].toSorted()).toEqual(FAULT_NAMES.toSorted());
  for (const { faults, runMs } of seeds) {
    expect(faults.length).toBeGreaterThan(5);
    for (const [index, { fault, atMs, forMs }] of faults.entries()) {
      expect(atMs + forMs).toBeLessThanOrEqual(runMs);
      const sameThing = faults.slice(0, index).filter((other) => FAULTS[other.fault].on === FAULTS[fault].on);
      for (const other of sameThing) expect(other.atMs + other.forMs).toBeLessThan(atMs);
    }
  }
});

test('serial faults leave time to measure the recovery', () => {
  const { faults } = draw(7, true);
  expect(faults.length).toBeGreaterThan(3);
  const pausesMs = faults.slice(1).map(({ atMs }, index) => atMs - faults[index]!.atMs - faults[index]!.forMs);
  expect(Math.min(...pausesMs)).toBeGreaterThanOrEqual(8_000);
});
