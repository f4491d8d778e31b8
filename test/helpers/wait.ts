import type { TestSystem } from './system.ts';

/**
 * Waits in real time until a condition holds. Checks the condition every 50 ms.
 *
 * @param what The condition in words, for the error message. If a function, the error message contains the function's
 *   result.
 */
export async function waitUntil(
  condition: () => Promise<boolean>,
  what: string | (() => Promise<unknown>),
  timeoutMs = 30_000,
): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadlineMs)
      throw new Error(`Not within ${timeoutMs} ms: ${typeof what === 'string' ? what : JSON.stringify(await what())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether no call is live, no lead is being called, and no call has an estimated price. */
export async function isSettled({ ctx }: Pick<TestSystem, 'ctx'>): Promise<boolean> {
  const [{ isDone }] = await ctx.sql<[{ isDone: boolean }]>`
    select not exists (select from calls where live or cost_source = 'estimated')
      and not exists (select from leads where status in ('queued', 'calling')) as is_done`;
  return isDone;
}
