/** Ending a wait: a call that is over, or a document that is replaced, aborts whatever its leg is waiting for. */

/** The leg a task belonged to is over; the task simply stops. */
export class CallOver extends Error {
  override name = 'CallOver';
}

/** The leg got other instructions (a REST redirect), so the running document stops. */
export class DocumentReplaced extends Error {
  override name = 'DocumentReplaced';
}

/** The promise, or a rejection with the signal's reason as soon as it aborts; the work behind the promise runs on. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** True for the rejection of a wait that was ended on purpose. */
export function isCancellation(error: unknown): boolean {
  return error instanceof CallOver || (error instanceof Error && error.name === 'AbortError');
}
