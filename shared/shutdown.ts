/**
 * npm forwards a Ctrl-C that the terminal has already sent to this process. If a second signal arrives within this
 * time, the second signal counts as npm's duplicate. A later signal is a second request to stop. Milliseconds.
 */
const DUPLICATE_SIGNAL_MS_MAX = 1_000;

/** Milliseconds between two checks whether npm has ended. */
const NPM_POLL_MS = 500;

/**
 * Calls `onEnd` when the npm command that started this process has ended. If npm gets a SIGTERM, npm ends its shell but
 * sends no signal to this process. The process would then run on without npm.
 */
export function onNpmEnd(onEnd: () => void): void {
  // npm sets this variable for the programs that it starts. It is not a setting of the product.
  // oxlint-disable-next-line node/no-process-env
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  // When the parent has ended, the operating system gives this process another parent.
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onEnd();
  }, NPM_POLL_MS).unref();
}

/**
 * Resolves at SIGTERM or SIGINT, or when the npm command that started this process has ended. A second signal ends the process at once, unless the second signal is npm's duplicate
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
    onNpmEnd(resolve);
  });
}
