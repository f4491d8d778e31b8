/**
 * Zapier: one event a request to a catch hook, whose address is the secret. Its id is the same whenever it is sent, for a
 * Zap's own deduplication. Source: help.zapier.com, webhooks.
 */
import { createHmac } from 'node:crypto';
import { type SaveOutcomes, type PlatformCall, type PlatformClient, PlatformError } from './platform.ts';
import type { PlatformHttp } from './platform-http.ts';

/** What a hook that is gone, or was never there, answers. */
const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410]);

export type ZapierOptions = {
  hookUrl: string;
  baseUrl: string | undefined;
  /** Signs each event, where there is one. */
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
    for (const call of calls) saved.set(call.uuid, await this.#save(call));
    return saved;
  }

  async #save(call: PlatformCall) {
    const { apiKey, hookUrl, baseUrl } = this.#options;
    const { origin, pathname, search } = new URL(hookUrl);
    const body = eventOf(call);
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
    if (GONE.has(reply.status))
      throw new PlatformError('refused', `The hook is gone: ${this.#http.errorText(reply)}. Set webhookUrl anew.`);
    return reply.status >= 200 && reply.status < 300 ? { externalId: body.id } : { error: this.#http.errorText(reply) };
  }
}

function eventOf(call: PlatformCall) {
  const { contact, contactId: _, startTime, endTime, ...about } = call;
  return {
    id: `call.ended:${call.uuid}`,
    event: 'call.ended',
    occurredAt: endTime.toISOString(),
    call: { ...about, startTime: startTime.toISOString(), endTime: endTime.toISOString() },
    contact,
  };
}
