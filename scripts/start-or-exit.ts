import { exitWithMessage } from '../shared/startup-errors.ts';

/**
 * The result of `start`. When `start` fails, ends the process with exit code 2 and the message of the error, without a stack
 * trace: the usual causes are a wrong setting and a missing service, and the message says what to do.
 */
export async function startOrExit<T>(start: Promise<T>): Promise<T> {
  return start.catch((error: unknown) => exitWithMessage((error as Error).message));
}
