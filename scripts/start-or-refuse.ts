import { refuse } from '../shared/startup.ts';

/**
 * The result of `start`. When `start` fails, ends the process with exit code 2 and the message of the error, without a stack
 * trace: the usual causes are a wrong setting and a missing service, and the message says what to do.
 */
export async function startOrRefuse<T>(start: Promise<T>): Promise<T> {
  return start.catch((error: unknown) => refuse((error as Error).message));
}
