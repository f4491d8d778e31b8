import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PacingEvent, PacingPolicy, PacingSnapshot } from '../../../../shared/rules/pacing/inputs.ts';
import { createPacer, createProgressivePacer, type Pacer } from '../../../../shared/rules/pacing/pacer.ts';

const POLICY: PacingPolicy = { targetAbandonRate: 0.03, hardAbandonRate: 0.03, graceSeconds: 2, ringSecondsMin: 15 };
const SHIFT_SECONDS = 8 * 3600;

const at = fc.integer({ min: 0, max: SHIFT_SECONDS });
const anyEvent: fc.Arbitrary<PacingEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('resolved' as const),
    atSeconds: at,
    outcome: fc.constantFrom('human', 'machine', 'no_answer', 'busy', 'failed', 'cancelled'),
    ringSeconds: fc.double({ min: 0, max: 90, noNaN: true }),
  }),
  fc.record({ kind: fc.constantFrom('served', 'abandoned'), atSeconds: at }),
  fc.record({
    kind: fc.constant('handled' as const),
    atSeconds: at,
    talkSeconds: fc.double({ min: 0, max: 4000, noNaN: true }),
    wrapSeconds: fc.double({ min: 0, max: 600, noNaN: true }),
  }),
);
const seconds = fc.double({ min: 0, max: 600, noNaN: true });
const anySnapshot: fc.Arbitrary<PacingSnapshot> = fc.record({
  atSeconds: at,
  secondsLeft: fc.oneof(fc.integer({ min: 0, max: SHIFT_SECONDS }), fc.constant(Infinity)),
  idle: fc.nat(20),
  talking: fc.array(seconds, { maxLength: 20 }),
  wrapping: fc.array(seconds, { maxLength: 10 }),
  waiting: fc.nat(3),
  ringing: fc.array(fc.record({ ageSeconds: seconds, ringSeconds: fc.double({ min: 0, max: 60, noNaN: true }) }), {
    maxLength: 40,
  }),
});
const anyHistory = fc.array(fc.oneof(anyEvent, anySnapshot), { maxLength: 120 });

function replay(pacer: Pacer, history: (PacingEvent | PacingSnapshot)[]): void {
  for (const item of history) {
    if ('kind' in item) pacer.observe(item);
    else pacer.decide(item);
  }
}

const freeAgents = ({ idle, waiting, ringing }: PacingSnapshot) => Math.max(0, idle - waiting - ringing.length);

function snapshot(changes: Partial<PacingSnapshot> = {}): PacingSnapshot {
  return {
    atSeconds: 3600,
    secondsLeft: 7 * 3600,
    idle: 3,
    talking: [10, 40, 80, 120, 20, 60, 200],
    wrapping: [],
    waiting: 0,
    ringing: [],
    ...changes,
  };
}

/**
 * Sends the pacer events of an ordinary lead list: 3 of 10 calls are answered after 5 to 13 s, and agents talk for two
 * minutes.
 */
function observeOrdinaryList(pacer: Pacer, calls = 300): void {
  for (let i = 0; i < calls; i += 1) {
    const human = i % 10 < 3;
    const atSeconds = i;
    pacer.observe({
      kind: 'resolved',
      atSeconds,
      outcome: human ? 'human' : 'no_answer',
      ringSeconds: human ? 5 + (i % 9) : 24,
    });
    if (!human) continue;
    pacer.observe({ kind: 'served', atSeconds });
    pacer.observe({ kind: 'handled', atSeconds, talkSeconds: 30 + ((i * 37) % 180), wrapSeconds: 10 + (i % 20) });
  }
}

test('a cold pacer dials one call per free agent', () => {
  fc.assert(
    fc.property(anySnapshot, (moment) => {
      const { start, cancel } = createPacer(POLICY).decide(moment);
      expect(start).toBe(moment.secondsLeft > 0 ? freeAgents(moment) : 0);
      expect(cancel.length).toBeLessThanOrEqual(Math.max(0, moment.ringing.length + moment.waiting - moment.idle));
    }),
  );
});

test('after any history, decisions are whole numbers and cancel only calls that have rung long enough', () => {
  fc.assert(
    fc.property(anyHistory, anySnapshot, (history, moment) => {
      const pacer = createPacer(POLICY);
      replay(pacer, history);
      const { start, cancel } = pacer.decide(moment);
      expect(Number.isInteger(start) && start >= 0).toBe(true);
      expect(new Set(cancel).size).toBe(cancel.length);
      for (const index of cancel)
        expect(moment.ringing[index]!.ringSeconds).toBeGreaterThanOrEqual(POLICY.ringSecondsMin);
    }),
  );
});

test('on a day over the hard limit each call has a free agent, after any history', () => {
  fc.assert(
    fc.property(anyHistory, anySnapshot, fc.integer({ min: 200, max: 400 }), (history, moment, abandoned) => {
      const pacer = createPacer(POLICY);
      const noon = { ...moment, atSeconds: SHIFT_SECONDS, secondsLeft: 3600 };
      replay(pacer, history);
      observeOrdinaryList(pacer);
      pacer.decide(noon);
      for (let i = 0; i < abandoned; i += 1) pacer.observe({ kind: 'abandoned', atSeconds: noon.atSeconds });
      expect(pacer.decide(noon).start).toBeLessThanOrEqual(freeAgents(moment));
    }),
  );
});

test('a pacer restored from its saved JSON decides like the one that saved it', () => {
  fc.assert(
    fc.property(anyHistory, anyHistory, anySnapshot, (before, after, moment) => {
      const original = createPacer(POLICY);
      observeOrdinaryList(original, 100);
      replay(original, before);
      const restored = createPacer(POLICY, JSON.parse(JSON.stringify(original.save())));
      replay(original, after);
      replay(restored, after);
      expect(restored.decide(moment)).toEqual(original.decide(moment));
      expect(restored.save()).toEqual(original.save());
    }),
  );
});

test('saved state that is damaged or foreign counts as a cold start', () => {
  const good = createPacer(POLICY);
  observeOrdinaryList(good);
  const state = good.save() as { statistics: object; price: object };
  const damaged: unknown[] = [
    null,
    'x',
    42,
    [],
    {},
    { ...state, version: 2 },
    { ...state, statistics: { ...state.statistics, setupSeconds: -1 } },
    { ...state, statistics: { ...state.statistics, answers: { calls: 1, humans: 5 } } },
    // The average of the three memories divides by the sum of their weights, so saved weights are valid only if their
    // sum is 1.
    ...[0, 1].map((weight) => {
      const memory = { calls: 50, humans: 20, weight };
      return { ...state, statistics: { ...state.statistics, answers: [memory, memory, memory] } };
    }),
    { ...state, price: { logPrice: '0' } },
    { ...state, price: { logPrice: Number.NaN } },
  ];
  const cold = createPacer(POLICY).save();
  for (const saved of damaged) expect(createPacer(POLICY, saved).save()).toEqual(cold);
  expect(createPacer(POLICY, state).save()).toEqual(state);
});

test('any JSON value is accepted as saved state', () => {
  fc.assert(
    fc.property(fc.jsonValue(), anySnapshot, (saved, moment) => {
      const { start } = createPacer(POLICY, saved).decide(moment);
      expect(Number.isInteger(start) && start >= 0).toBe(true);
    }),
  );
});

test('hostile numbers in snapshots and events never lead to hostile decisions', () => {
  const pacer = createPacer(POLICY);
  observeOrdinaryList(pacer);
  pacer.observe({ kind: 'resolved', atSeconds: Number.NaN, outcome: 'human', ringSeconds: Number.NaN });
  pacer.observe({ kind: 'handled', atSeconds: 1, talkSeconds: -5, wrapSeconds: Infinity });
  const decision = pacer.decide(
    snapshot({
      idle: -3,
      waiting: Number.NaN,
      talking: [Number.NaN, -1, Infinity],
      ringing: [{ ageSeconds: -1, ringSeconds: Number.NaN }],
    }),
  );
  expect(decision).toEqual({ start: 0, cancel: [] });
  expect(JSON.stringify(pacer.save())).not.toContain('null');
});

test('with enough statistics it starts more calls than there are free agents', () => {
  const pacer = createPacer(POLICY);
  observeOrdinaryList(pacer);
  expect(pacer.decide(snapshot()).start).toBeGreaterThan(3);
});

test('nothing is started once the calling window has closed', () => {
  const pacer = createPacer(POLICY);
  observeOrdinaryList(pacer);
  expect(pacer.decide(snapshot({ secondsLeft: 0 })).start).toBe(0);
  expect(createProgressivePacer(POLICY).decide(snapshot({ secondsLeft: 0 })).start).toBe(0);
});

test('nothing is started when the agents have left', () => {
  const pacer = createPacer(POLICY);
  observeOrdinaryList(pacer);
  expect(pacer.decide(snapshot({ idle: 0, talking: [], wrapping: [] })).start).toBe(0);
});

test('calls that have rung long enough are cancelled when no agent will be free', () => {
  const pacer = createPacer(POLICY);
  observeOrdinaryList(pacer);
  const ringing = [
    { ageSeconds: 20, ringSeconds: 18 },
    { ageSeconds: 8, ringSeconds: 6 },
  ];
  expect(pacer.decide(snapshot({ idle: 0, talking: [5, 5, 5, 5, 5], ringing })).cancel).toEqual([0]);
  expect(pacer.decide(snapshot({ idle: 9, ringing })).cancel).toEqual([]);
});

/** Returns how many calls the pacer starts in total in four situations, with 1, 2, 4 and 6 idle agents. */
const starts = (pacer: Pacer) => [1, 2, 4, 6].reduce((sum, idle) => sum + pacer.decide(snapshot({ idle })).start, 0);

test('after abandoned calls the same moment gets fewer calls', () => {
  const calm = createPacer(POLICY);
  const burnt = createPacer(POLICY);
  for (const pacer of [calm, burnt]) observeOrdinaryList(pacer, 1000);
  for (let i = 0; i < 40; i += 1) burnt.observe({ kind: 'abandoned', atSeconds: 1000 });
  expect(starts(burnt)).toBeLessThan(starts(calm));
});

test.for([
  { day: 'the next window', atSeconds: 86_400, secondsLeft: SHIFT_SECONDS },
  { day: 'an open window after a long silence', atSeconds: 86_400, secondsLeft: Infinity },
  { day: 'a clock that restarted', atSeconds: 0, secondsLeft: SHIFT_SECONDS },
])('a new day ($day) opens a new ledger and keeps the statistics', (next) => {
  type Saved = { ledger: { served: number; abandoned: number }; statistics: { answers: object } };
  const pacer = createPacer(POLICY);
  observeOrdinaryList(pacer);
  pacer.decide(snapshot({ atSeconds: 9000, secondsLeft: SHIFT_SECONDS - 9000 }));
  const evening = pacer.save() as Saved;
  pacer.decide(snapshot(next));
  const morning = pacer.save() as Saved;
  expect(evening.ledger.served).toBe(90);
  expect(morning.ledger).toMatchObject({ served: 0, abandoned: 0 });
  expect(morning.statistics.answers).toEqual(evening.statistics.answers);
});

test('late and early events within a day do not open a new ledger', () => {
  const pacer = createPacer(POLICY);
  pacer.decide(snapshot({ atSeconds: 5000, secondsLeft: 20_000 }));
  pacer.observe({ kind: 'served', atSeconds: 5001 });
  pacer.observe({ kind: 'served', atSeconds: 4000 });
  pacer.decide(snapshot({ atSeconds: 4999, secondsLeft: 20_001 }));
  pacer.observe({ kind: 'abandoned', atSeconds: 5002 });
  expect(pacer.save()).toMatchObject({ ledger: { served: 2, abandoned: 1 } });
});

test('a Unix clock and a clock from zero give the same decisions', () => {
  const epochSeconds = 1_900_000_000;
  const decisionsFrom = (origin: number) => {
    const pacer = createPacer(POLICY);
    observeOrdinaryList(pacer, 200);
    const fresh = createPacer(POLICY, { ...(pacer.save() as object), ledger: blankLedger });
    return [0, 5, 10].map((later) => fresh.decide(snapshot({ atSeconds: origin + later, secondsLeft: 9000 - later })));
  };
  const blankLedger = { served: 0, abandoned: 0, agentSeconds: 0, lastAtSeconds: null, windowEndSeconds: null };
  expect(decisionsFrom(epochSeconds)).toEqual(decisionsFrom(0));
});

test('the progressive pacer keeps statistics, so a change of the mode loses nothing', () => {
  const progressive = createProgressivePacer(POLICY);
  const predictive = createPacer(POLICY);
  for (const pacer of [progressive, predictive]) observeOrdinaryList(pacer);
  expect(progressive.decide(snapshot())).toEqual({ start: 3, cancel: [] });
  const changed = createPacer(POLICY, progressive.save());
  expect(changed.decide(snapshot()).start).toBe(predictive.decide(snapshot()).start);
});

const priceOf = (pacer: Pacer) => (pacer.save() as { price: object }).price;

test('a day of progressive dialing does not move the price', () => {
  const pacer = createProgressivePacer(POLICY);
  const before = priceOf(pacer);
  pacer.decide(snapshot());
  observeOrdinaryList(pacer, 1000);
  expect(priceOf(pacer)).toEqual(before);
});

test('saved state stays small', () => {
  const pacer = createPacer(POLICY);
  observeOrdinaryList(pacer, 3000);
  expect(JSON.stringify(pacer.save()).length).toBeLessThan(12_000);
});

test('with few statistics, calls outnumber the free agents by at most half of the resolved calls', () => {
  fc.assert(
    fc.property(fc.integer({ min: 15, max: 390 }), fc.integer({ min: 3, max: 300 }), (calls, idle) => {
      const pacer = createPacer(POLICY);
      observeOrdinaryList(pacer, calls);
      const { start } = pacer.decide(snapshot({ idle, talking: [] }));
      expect(start).toBeLessThanOrEqual(idle + calls / 2);
    }),
  );
  const experienced = createPacer(POLICY);
  observeOrdinaryList(experienced, 1000);
  expect(experienced.decide(snapshot({ idle: 300, talking: [] })).start).toBeGreaterThan(500 - 1);
});
