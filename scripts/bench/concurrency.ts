/**
 * Calls `work` as often as `times` says, with at most `concurrency` calls at once. Resolves when all calls have ended.
 */
export async function runConcurrently(times: number, concurrency: number, work: () => Promise<unknown>): Promise<void> {
  let remaining = times;
  const runLane = async () => {
    while (remaining-- > 0) await work();
  };
  await Promise.all(Array.from({ length: concurrency }, runLane));
}
