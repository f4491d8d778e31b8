/** The address that Twilio reports events to. */

export type HttpMethod = 'GET' | 'POST';

export type StatusCallback = { url: string; method: HttpMethod; events: ReadonlySet<string> };

/** Without events, the callback gets only `completed`. */
export function createStatusCallback(
  url: string | null,
  method: HttpMethod,
  events: readonly string[],
): StatusCallback | null {
  return url ? { url, method, events: new Set(events.length > 0 ? events : ['completed']) } : null;
}
