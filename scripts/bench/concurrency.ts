/** Does `work` this many times, `concurrency` times at once. Resolves when all of it is done. */
export async function runConcurrently(times: number, concurrency: number, work: () => Promise<unknown>): Promise<void> {
  let remaining = times;
  const runLane = async () => {
    while (remaining-- > 0) await work();
  };
  await Promise.all(Array.from({ length: concurrency }, runLane));
}
