import type { TestSystem } from './system.ts';

/**
 * Waits, in real time, for something that real workers bring about.
 *
 * @param what is awaited, for the failure; a function tells how things stand by then.
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

/** No call live, nobody being called, every answered call priced. */
export async function isSettled({ ctx }: Pick<TestSystem, 'ctx'>): Promise<boolean> {
  const [{ settled }] = await ctx.sql<[{ settled: boolean }]>`
    select not exists (select from calls where live or cost_source = 'estimated')
      and not exists (select from leads where status in ('queued', 'calling')) as settled`;
  return settled;
}
