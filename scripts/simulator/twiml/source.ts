import type { HttpMethod } from '../webhooks/callback.ts';

/**
 * Where a leg gets its TwiML from: a URL or inline TwiML. `event` says why the document is requested: `url`, `action`,
 * `redirect`, `whisper`, `fallback` or `inbound`.
 */
export type TwimlSource =
  | { url: string; method: HttpMethod; event: string; params?: Record<string, string> }
  | { twiml: string };
