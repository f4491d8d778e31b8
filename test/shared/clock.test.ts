import { expect, test } from 'vitest';
import { Clock } from '../../shared/clock.ts';

test('a sleep on a fast clock never ends too early', async () => {
  const clock = new Clock({ realMs: Date.now(), productMs: 0, speed: 100 });
  const short = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const productMs = 1_000 + 17 * n;
      const startedMs = clock.nowMs();
      await clock.sleep(productMs);
      return clock.nowMs() - startedMs - productMs;
    }),
  );
  expect(Math.min(...short)).toBeGreaterThanOrEqual(0);
});

test('an aborted sleep rejects with the reason of the signal', async () => {
  const reason = new Error('enough');
  const sleeping = new Clock().sleep(60_000, AbortSignal.timeout(5));
  await expect(sleeping).rejects.toThrow(/timeout|aborted/);
  await expect(new Clock().sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
});
