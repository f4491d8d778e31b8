/** Background work of the simulated carrier. */
import { isCancellation } from '../cancellation.ts';
import type { Carrier } from './state.ts';

/** Starts `run` in the background. An error in `run` is logged and does not affect other tasks. */
export function startTask(carrier: Carrier, name: string, run: () => Promise<void>): void {
  const task = run()
    .catch((error: unknown) => {
      if (isCancellation(error)) return;
      carrier.log(`${name} failed`, { error: error instanceof Error ? error.stack : String(error) });
    })
    .finally(() => carrier.tasks.delete(task));
  carrier.tasks.add(task);
}
