/** Reports why a process cannot start: writes the error message to stderr, without a stack trace. */

/** Writes the message and ends the process with exit code 2. */
export function exitWithMessage(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Returns the result of `work`. If `work` fails, ends the process with the error message. */
export async function orExitAsync<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => exitWithMessage((error as Error).message));
}

/** Returns the result of `prepare`. If `prepare` throws, ends the process with the error message. */
export function orExit<T>(prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    return exitWithMessage((error as Error).message);
  }
}
