/** Ending a wait early: the call ended, or other instructions replaced the running document. */

/** The call ended, so its tasks stop. */
export class CallEnded extends Error {
  override name = 'CallEnded';
}

/** A REST redirect gave the leg other instructions, so the running document stops. */
export class DocumentReplaced extends Error {
  override name = 'DocumentReplaced';
}

/**
 * Settles like `promise`, but rejects with the reason of `signal` as soon as the signal aborts. The work behind
 * `promise` continues.
 */
export function rejectOnAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** True for the rejection of a wait that was ended on purpose. */
export function isCancellation(error: unknown): boolean {
  return error instanceof CallEnded || (error instanceof Error && error.name === 'AbortError');
}
