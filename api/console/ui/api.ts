/** The typed clients of both APIs, and what the console does with errors. */
import { signal } from '@preact/signals';
import {
  ApiError,
  createCallCenterProClient,
  createDialerClient,
  dataOf as dataOfResponse,
  succeed as succeedRequest,
} from '../../client/client.ts';
import { t } from './texts.ts';

export const dialer = createDialerClient(location.origin);
export const pro = createCallCenterProClient(location.origin);

/** False after a request that got no answer, until a request gets an answer. */
export const isReachable = signal(true);

/** Called when the server says that the session has ended. `session.ts` sets it. */
export const onSignedOut = { run: (): void => undefined };

async function watch<T>(request: Promise<T>): Promise<T> {
  try {
    const result = await request;
    isReachable.value = true;
    return result;
  } catch (error) {
    if (error instanceof ApiError) {
      isReachable.value = error.status !== 502 && error.status !== 504;
      if (error.status === 401) onSignedOut.run();
    } else if (error instanceof TypeError) isReachable.value = false;
    throw error;
  }
}

/** Returns the body of a response, and notices whether the server answers and the session is valid. */
export const dataOf: typeof dataOfResponse = (request) => watch(dataOfResponse(request));

/** Waits for a request whose response may have no body. */
export const succeed: typeof succeedRequest = (request) => watch(succeedRequest(request));

export type Problem = { message: string; requestId: string | null };

/** Returns what the user reads about an error: the message of the API, and the id to tell the support. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return { message: error.message, requestId: error.requestId };
  if (error instanceof TypeError) return { message: t('error.unreachable'), requestId: null };
  return { message: error instanceof Error ? error.message : String(error), requestId: null };
}

/** Returns the messages of invalid fields by the name of the field. */
export function fieldProblems(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries((error.details ?? []).map(({ field, message }) => [field, message]));
}
