/** npm passes a Ctrl-C on that the terminal has sent us already; a second one after this is meant. */
const ECHO_MS_MAX = 1_000;

/**
 * Resolves at SIGTERM or SIGINT. A second one, if it is no echo, ends the process at once. To be called first of all, so that
 * a process which is told to stop while it starts still ends in good order.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let askedMs: number | undefined;
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (askedMs !== undefined && Date.now() - askedMs > ECHO_MS_MAX) process.exit(1);
        askedMs ??= Date.now();
        resolve();
      });
  });
}
