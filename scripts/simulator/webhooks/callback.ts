/** The URL to which Twilio reports events. */

export type HttpMethod = 'GET' | 'POST';

export type StatusCallback = { url: string; method: HttpMethod; events: ReadonlySet<string> };

/** Creates a status callback. If there are no events, the callback subscribes only to the event `completed`. */
export function createStatusCallback(
  url: string | null,
  method: HttpMethod,
  events: readonly string[],
): StatusCallback | null {
  return url ? { url, method, events: new Set(events.length > 0 ? events : ['completed']) } : null;
}
