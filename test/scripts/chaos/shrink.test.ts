import { assert, asyncProperty, constant, integer, record, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { shrink } from '../../../scripts/chaos/shrink.ts';

test('the fewest elements that fail together are found, in their order', async () => {
  const list = Array.from({ length: 20 }, (_, index) => index);
  const runs: (readonly number[])[] = [];
  const found = await shrink(
    list,
    async (part) => {
      runs.push(part);
      return [3, 11, 17].every((cause) => part.includes(cause));
    },
    100,
  );
  expect(found).toEqual([3, 11, 17]);
  expect(runs.length).toBeLessThan(100);
});

test('for any list and any causes, no element can be dropped from the result', async () => {
  const cases = integer({ min: 1, max: 24 }).chain((length) =>
    record({
      length: constant(length),
      causes: uniqueArray(integer({ min: 0, max: length - 1 }), { minLength: 1, maxLength: 4 }),
    }),
  );
  await assert(
    asyncProperty(cases, async ({ length, causes }) => {
      const list = Array.from({ length }, (_, index) => index);
      const found = await shrink(list, async (part) => causes.every((cause) => part.includes(cause)), 1_000);
      expect(found).toEqual(causes.toSorted((a, b) => a - b));
    }),
  );
});

test('after the most tries, the best part so far is the result', async () => {
  const list = Array.from({ length: 64 }, (_, index) => index);
  let tries = 0;
  const found = await shrink(
    list,
    async (part) => {
      tries += 1;
      return part.includes(63);
    },
    3,
  );
  expect(tries).toBe(3);
  expect(found.length).toBeLessThan(64);
  expect(found).toContain(63);
});
