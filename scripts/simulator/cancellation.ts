/** Errors that end a wait early: the call ended, or other TwiML instructions replaced the running document. */

/** When a call ends, its signals abort with this error as the reason. The tasks of the call then stop. */
export class CallEnded extends Error {
  override name = 'CallEnded';
}

/**
 * When a REST redirect gives a leg other TwiML instructions, the signal of the running document aborts with this error
 * as the reason. The document then stops.
 */
export class DocumentReplaced extends Error {
  override name = 'DocumentReplaced';
}

/**
 * Settles like `promise`, but rejects with the reason of `signal` as soon as `signal` aborts. The work behind `promise`
 * continues.
 */
export function rejectOnAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Whether the error comes from a wait that was ended on purpose. */
export function isCancellation(error: unknown): boolean {
  return error instanceof CallEnded || (error instanceof Error && error.name === 'AbortError');
}
