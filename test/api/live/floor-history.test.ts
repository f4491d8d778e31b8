import { expect, test } from 'vitest';
import { applyFigures, type LiveFloor } from '../../../api/client/client.ts';
import { FloorHistory } from '../../../api/live/floor-history.ts';
import { FloorResponse, type presentFloor } from '../../../api/dialer/operations/floor.shape.ts';

type Floor = ReturnType<typeof presentFloor>;

let seconds = 0;

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A floor with agents by number and state, and live calls by number. */
function floorOf(agents: Record<number, string>, calls: readonly number[] = []): Floor {
  seconds += 1;
  return {
    success: true,
    at: new Date(1_000 * seconds).toISOString(),
    agents: Object.entries(agents)
      .map(([number, state]) => ({ id: id(Number(number)), numeric_id: Number(number), state }))
      .toReversed(),
    calls: calls.map((number) => ({ id: id(number), numeric_id: number })),
    counts: { ringing: calls.length, waiting: 0, talking: 0, machine: 0 },
    campaigns: [],
  } as unknown as Floor;
}

/** The floor as `GET /floor` shows it. */
function shown({ at, agents, calls, counts, campaigns, ...others }: LiveFloor): Floor {
  expect(Object.keys(others)).toEqual(['version']);
  return { success: true, at, agents, calls, counts, campaigns };
}

test('a client that applies each update, or only some of them, has the same floor', () => {
  const history = new FloorHistory();
  const states = ['available', 'ringing', 'talking', 'wrap_up'];
  const floors = Array.from({ length: 40 }, (_, step) =>
    floorOf(
      Object.fromEntries([1, 2, 3, 4, 5].flatMap((n) => ((step * n) % 7 ? [[n, states[(step + n) % 4]!]] : []))),
      [10 + step, 11 + step, ...(step % 3 ? [90] : [])],
    ),
  );
  let each: LiveFloor | undefined;
  let some: LiveFloor | undefined;
  for (const [step, floor] of floors.entries()) {
    expect(history.replace(floor)).toBe(true);
    each = applyFigures(each, history.since(each?.version));
    expect(shown(each!)).toEqual(floor);
    if (step % 5 > 0) continue;
    some = applyFigures(some, history.since(some?.version));
    expect(some).toEqual(each);
  }
});

test('only changed and removed objects are sent, and the time alone is no change', () => {
  const history = new FloorHistory();
  history.replace(floorOf({ 1: 'available', 2: 'available' }, [10]));
  const { version } = history;
  expect(history.replace(floorOf({ 1: 'available', 2: 'available' }, [10]))).toBe(false);
  expect(history.version).toBe(version);
  expect(history.replace(floorOf({ 1: 'talking', 2: 'available' }))).toBe(true);
  const update = history.since(version);
  expect(update).toMatchObject({ since: version, agents: [{ numeric_id: 1, state: 'talking' }], calls: [] });
  expect(update.removed.calls).toHaveLength(1);
  expect(update.counts.ringing).toBe(0);
  expect(history.since(history.version)).toMatchObject({ since: history.version, agents: [], calls: [] });
});

test.each(['x.1', '', '1', 'another'])('the version %j is unknown, so the whole floor is sent', (version) => {
  const history = new FloorHistory();
  history.replace(floorOf({ 1: 'available' }));
  const future = history.version.replace(/1$/, '99');
  for (const each of [version, `${history.version}0`, `${history.version}.5`, future, undefined])
    expect(history.since(each)).toMatchObject({ since: null, agents: [{ numeric_id: 1 }], removed: { agents: [] } });
});

test('a client gets the whole floor if too many objects were removed since its version', () => {
  const history = new FloorHistory();
  const old = Array.from({ length: 2_001 }, (_, number) => number);
  history.replace(floorOf({ 1: 'available' }, [...old, 5_000]));
  const { version } = history;
  history.replace(floorOf({ 1: 'available' }, [5_000]));
  expect(history.since(version).since).toBe(null);
  const later = history.version;
  history.replace(floorOf({ 1: 'available' }));
  expect(history.since(later)).toMatchObject({ since: later, removed: { calls: [expect.any(String)] } });
});

test('an update after a missed version is not applied', () => {
  const history = new FloorHistory();
  const update = () => {
    const { version } = history;
    history.replace(floorOf({ [seconds]: 'available' }));
    return history.since(version);
  };
  const first = applyFigures(undefined, update())!;
  const missed = update();
  const last = update();
  expect(applyFigures(undefined, last)).toBeUndefined();
  expect(applyFigures(first, last)).toBeUndefined();
  expect(applyFigures(applyFigures(first, missed), last)).toMatchObject({ agents: { length: 1 } });
});

test('the floor of an update has every member of GET /floor', () => {
  const history = new FloorHistory();
  history.replace(floorOf({ 1: 'available' }));
  const floor = applyFigures(undefined, history.since(undefined))!;
  expect(Object.keys(shown(floor)).toSorted()).toEqual(Object.keys(FloorResponse.shape).toSorted());
});
