import { expect, test } from 'vitest';
import { limitConcurrency, DeadlineError, withinMs } from '../../shared/concurrency.ts';

/** Creates tasks with numbers. The test decides when each task finishes. */
function createTasks(run: ReturnType<typeof limitConcurrency>) {
  const started: number[] = [];
  const finish = new Map<number, PromiseWithResolvers<void>>();
  const begin = (task: number) => {
    const gate = Promise.withResolvers<void>();
    finish.set(task, gate);
    return run(async () => {
      started.push(task);
      await gate.promise;
      return task;
    });
  };
  return {
    started,
    begin,
    finish: (task: number) => finish.get(task)!.resolve(),
    fail: (task: number) => finish.get(task)!.reject(new Error(`task ${task}`)),
  };
}

test('tasks over the limit wait and start in the order in which they came', async () => {
  const { started, begin, finish } = createTasks(limitConcurrency({ runningMax: 2, waitingMax: 3 }));
  const [first, second, third, fourth] = [1, 2, 3, 4].map(begin) as [Promise<number>, ...Promise<number>[]];
  await expect.poll(() => started).toEqual([1, 2]);
  finish(2);
  expect(await second).toBe(2);
  await expect.poll(() => started).toEqual([1, 2, 3]);
  finish(1);
  finish(3);
  finish(4);
  expect(await Promise.all([first, third, fourth])).toEqual([1, 3, 4]);
  expect(started).toEqual([1, 2, 3, 4]);
});

test('when too many tasks wait, a further task is rejected', async () => {
  const { started, begin, finish } = createTasks(limitConcurrency({ runningMax: 1, waitingMax: 1 }));
  const accepted = [1, 2].map(begin);
  await expect(begin(3)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
  finish(1);
  finish(2);
  expect(await Promise.all(accepted)).toEqual([1, 2]);
  const fourth = begin(4);
  await expect.poll(() => started).toEqual([1, 2, 4]);
  finish(4);
  expect(await fourth).toBe(4);
});

test('a failed task frees its place', async () => {
  const { begin, finish, fail } = createTasks(limitConcurrency({ runningMax: 1, waitingMax: 1 }));
  const [first, second] = [begin(1), begin(2)];
  fail(1);
  await expect(first).rejects.toThrow('task 1');
  finish(2);
  expect(await second).toBe(2);
});

test('the result of work counts only within the deadline', async () => {
  expect(await withinMs(1_000, Promise.resolve('done'))).toBe('done');
  await expect(withinMs(1_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await expect(withinMs(1, new Promise(() => {}))).rejects.toThrow(DeadlineError);
});
