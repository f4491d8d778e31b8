/**
 * The client of Zapier. Each request sends one event to a catch hook, a URL that starts a Zap. The URL of the catch
 * hook is the secret. An event that is sent again has the same id, so that a Zap can remove duplicates.
 * Source: help.zapier.com, webhooks.
 */
import { createHmac } from 'node:crypto';
import {
  type SaveOutcome,
  type SaveOutcomes,
  type PlatformCall,
  type PlatformClient,
  PlatformError,
} from './platform.ts';
import type { PlatformHttp } from './platform-http.ts';

/** HTTP statuses which show that the catch hook was deleted or never existed. */
const HOOK_MISSING: ReadonlySet<number> = new Set([401, 403, 404, 410]);

export type ZapierOptions = {
  hookUrl: string;
  baseUrl: string | undefined;
  /** The key that signs each event; null if events are not signed. */
  apiKey: string | null;
};

export class Zapier implements PlatformClient {
  readonly batchMax = 1;
  readonly #http: PlatformHttp;
  readonly #options: ZapierOptions;

  constructor(http: PlatformHttp, options: ZapierOptions) {
    this.#http = http;
    this.#options = options;
    http.addSecret(options.apiKey ?? '');
  }

  async saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes> {
    const saved: SaveOutcomes = new Map();
    for (const call of calls) saved.set(call.uuid, await this.#sendEvent(call));
    return saved;
  }

  async #sendEvent(call: PlatformCall): Promise<SaveOutcome> {
    const { apiKey, hookUrl, baseUrl } = this.#options;
    const { origin, pathname, search } = new URL(hookUrl);
    const body = callEvent(call);
    const signature = apiKey && createHmac('sha256', apiKey).update(JSON.stringify(body)).digest('hex');
    const reply = await this.#http.send(baseUrl ?? origin, {
      method: 'POST',
      path: `${pathname}${search}`,
      headers: {
        'idempotency-key': body.id,
        ...(signature ? { 'x-callcenter-signature': `sha256=${signature}` } : {}),
      },
      body,
      idempotent: true,
    });
    if (HOOK_MISSING.has(reply.status))
      throw new PlatformError(
        'unauthorized',
        `The catch hook does not exist: ${this.#http.errorText(reply)}. Set webhookUrl to an existing hook.`,
      );
    return reply.status >= 200 && reply.status < 300 ? { externalId: body.id } : { error: this.#http.errorText(reply) };
  }
}

/** Returns the event of an ended call. A corrected call is another event with another id, so that no Zap drops it. */
function callEvent(call: PlatformCall) {
  const { contact, contactId: _, correction, startTime, endTime, ...otherFields } = call;
  const event = correction ? 'call.updated' : 'call.ended';
  return {
    id: correction ? `${event}:${call.uuid}:${correction.revision}` : `${event}:${call.uuid}`,
    event,
    occurredAt: endTime.toISOString(),
    call: { ...otherFields, startTime: startTime.toISOString(), endTime: endTime.toISOString() },
    contact,
  };
}
