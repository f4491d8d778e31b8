import { exitWithMessage } from '../shared/startup-errors.ts';

/**
 * Returns the result of `start`. If `start` fails, prints the message of the error without a stack trace and ends the
 * process with exit code 2. The usual causes are a wrong setting and a missing service, and the message says what to
 * do.
 */
export async function startOrExit<T>(start: Promise<T>): Promise<T> {
  return start.catch((error: unknown) => exitWithMessage((error as Error).message));
}
