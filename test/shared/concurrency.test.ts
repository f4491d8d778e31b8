import { expect, test } from 'vitest';
import { limitConcurrency } from '../../shared/concurrency.ts';

/** Work that ends when it is told to. */
function pieces(inTurn: ReturnType<typeof limitConcurrency>) {
  const started: number[] = [];
  const finish = new Map<number, PromiseWithResolvers<void>>();
  const begin = (piece: number) => {
    const gate = Promise.withResolvers<void>();
    finish.set(piece, gate);
    return inTurn(async () => {
      started.push(piece);
      await gate.promise;
      return piece;
    });
  };
  return {
    started,
    begin,
    finish: (piece: number) => finish.get(piece)!.resolve(),
    fail: (piece: number) => finish.get(piece)!.reject(new Error(`piece ${piece}`)),
  };
}

test('so many pieces run at once, the others in the order in which they came', async () => {
  const { started, begin, finish } = pieces(limitConcurrency({ atOnceMax: 2, waitingMax: 3 }));
  const [first, second, third, fourth] = [1, 2, 3, 4].map(begin) as [Promise<number>, ...Promise<number>[]];
  expect(started).toEqual([1, 2]);
  finish(2);
  expect(await second).toBe(2);
  await expect.poll(() => started).toEqual([1, 2, 3]);
  finish(1);
  finish(3);
  finish(4);
  expect(await Promise.all([first, third, fourth])).toEqual([1, 3, 4]);
  expect(started).toEqual([1, 2, 3, 4]);
});

test('when too many wait the next is told to come back', async () => {
  const { started, begin, finish } = pieces(limitConcurrency({ atOnceMax: 1, waitingMax: 1 }));
  const taken = [1, 2].map(begin);
  await expect(begin(3)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
  finish(1);
  finish(2);
  expect(await Promise.all(taken)).toEqual([1, 2]);
  const fourth = begin(4);
  expect(started).toEqual([1, 2, 4]);
  finish(4);
  expect(await fourth).toBe(4);
});

test('a piece that fails makes room like any other', async () => {
  const { begin, finish, fail } = pieces(limitConcurrency({ atOnceMax: 1, waitingMax: 1 }));
  const [first, second] = [begin(1), begin(2)];
  fail(1);
  await expect(first).rejects.toThrow('piece 1');
  finish(2);
  expect(await second).toBe(2);
});
