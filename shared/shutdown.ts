/**
 * npm forwards a Ctrl-C that the terminal has already sent to this process. If a second signal arrives within this
 * time, the second signal counts as npm's duplicate. A later signal is a second request to stop. Milliseconds.
 */
const DUPLICATE_SIGNAL_MS_MAX = 1_000;

/**
 * Resolves at SIGTERM or SIGINT. A second signal ends the process at once, unless the second signal is npm's duplicate
 * of the first signal. Call this function before anything else, so that a process that is stopped during its start
 * still shuts down in order.
 */
export function waitForStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let firstSignalMs: number | undefined;
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (firstSignalMs !== undefined && Date.now() - firstSignalMs > DUPLICATE_SIGNAL_MS_MAX) process.exit(1);
        firstSignalMs ??= Date.now();
        resolve();
      });
  });
}
