/**
 * Pipedrive: call logs are made one by one, and a second time they would be there twice. So each carries our id in its note,
 * and one whose making nobody has seen the end of is looked for first.
 * Sources: developers.pipedrive.com, API v2 (persons) and v1 (call logs).
 */
import { z } from 'zod';
import {
  type SaveOutcomes,
  type PlatformCall,
  type PlatformClient,
  type PlatformContact,
  PlatformError,
} from './platform.ts';
import type { PlatformHttp, PlatformReply, PlatformRequest } from './platform-http.ts';

export const PIPEDRIVE_URL = 'https://api.pipedrive.com';
const PAGE_LIMIT = 50;
/** How far back in the list a call log is looked for. */
const PAGES_MAX = 40;

const found = z.object({ data: z.object({ items: z.array(z.object({ item: z.object({ id: z.number() }) })) }) });
const made = z.object({ data: z.object({ id: z.union([z.number(), z.string()]) }) });
const listed = z.object({
  data: z.array(z.object({ id: z.union([z.number(), z.string()]), note: z.string().nullish() })).nullable(),
  additional_data: z
    .object({ pagination: z.object({ more_items_in_collection: z.boolean().nullish() }).nullish() })
    .nullish(),
});

const outcomes: Record<string, string> = { answered: 'connected', voicemail: 'left_voicemail', busy: 'busy' };

export class Pipedrive implements PlatformClient {
  readonly batchMax = 1;
  readonly #http: PlatformHttp;
  readonly #baseUrl: string;
  readonly #token: string;

  constructor(
    http: PlatformHttp,
    { baseUrl = PIPEDRIVE_URL, apiKey }: { baseUrl: string | undefined; apiKey: string },
  ) {
    this.#http = http;
    this.#baseUrl = baseUrl;
    this.#token = apiKey;
    http.addSecret(apiKey);
  }

  async saveContacts(contacts: PlatformContact[]): Promise<SaveOutcomes> {
    const saved: SaveOutcomes = new Map();
    for (const contact of contacts) saved.set(contact.phone, await this.#saveContact(contact));
    return saved;
  }

  /** Somebody with that number may be there already, from us or not. */
  async #saveContact({ phone, firstName, lastName }: PlatformContact) {
    const query = new URLSearchParams({ term: phone, fields: 'phone', exact_match: 'true', limit: '1' });
    const search = await this.#send({
      method: 'GET',
      path: `/api/v2/persons/search?${query.toString()}`,
      idempotent: true,
    });
    const [known] = found.safeParse(search.json).data?.data.items ?? [];
    if (known) return { externalId: String(known.item.id) };
    if (search.status !== 200) return { error: this.#http.errorText(search) };
    const name = [firstName, lastName].filter((part) => part !== null).join(' ');
    const reply = await this.#send({
      method: 'POST',
      path: '/api/v2/persons',
      body: { name: name === '' ? phone : name, phones: [{ value: phone, primary: true, label: 'work' }] },
      idempotent: false,
    });
    const person = made.safeParse(reply.json);
    return person.success ? { externalId: String(person.data.data.id) } : { error: this.#http.errorText(reply) };
  }

  async saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes> {
    const saved: SaveOutcomes = new Map();
    for (const call of calls) {
      const reply = await this.#send({ method: 'POST', path: '/v1/callLogs', body: logOf(call), idempotent: false });
      const log = made.safeParse(reply.json);
      const isMade = (reply.status === 200 || reply.status === 201) && log.success;
      const error = this.#http.errorText(reply);
      const gone = /person/i.test(error) && (reply.status === 400 || reply.status === 404);
      const failure = gone ? { error, contactGone: true as const } : { error };
      saved.set(call.uuid, isMade ? { externalId: String(log.data.data.id) } : failure);
    }
    return saved;
  }

  async findCalls(calls: PlatformCall[]): Promise<{ found: Map<string, string>; complete: boolean }> {
    const there = new Map<string, string>();
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const path = `/v1/callLogs?start=${page * PAGE_LIMIT}&limit=${PAGE_LIMIT}`;
      const reply = await this.#send({ method: 'GET', path, idempotent: true });
      const list = listed.safeParse(reply.json);
      if (reply.status !== 200 || !list.success)
        throw new PlatformError('rejected', `Pipedrive does not list its call logs: ${this.#http.errorText(reply)}`);
      for (const { id, note } of list.data.data ?? [])
        for (const { uuid } of calls) if (note?.includes(uuid)) there.set(uuid, String(id));
      const more = list.data.additional_data?.pagination?.more_items_in_collection ?? false;
      if (!more || there.size === calls.length) return { found: there, complete: true };
    }
    return { found: there, complete: false };
  }

  async #send(asked: PlatformRequest): Promise<PlatformReply> {
    const reply = await this.#http.send(this.#baseUrl, { ...asked, headers: { 'x-api-token': this.#token } });
    if (reply.status === 401 || reply.status === 403)
      throw new PlatformError('refused', `Pipedrive refused the key: ${this.#http.errorText(reply)}`);
    return reply;
  }
}

/** "2026-01-13 15:00:00", in UTC. */
const utc = (time: Date) => time.toISOString().slice(0, 19).replace('T', ' ');

function logOf(call: PlatformCall): Record<string, unknown> {
  const { direction, contact, campaignName, contactId, notes } = call;
  return {
    subject: `${direction === 'inbound' ? 'Call from' : 'Call to'} ${contact.phone}`,
    outcome: outcomes[call.disposition] ?? 'no_answer',
    duration: String(call.durationSeconds),
    from_phone_number: call.fromNumber,
    to_phone_number: call.toNumber,
    start_time: utc(call.startTime),
    end_time: utc(call.endTime),
    note: [campaignName, notes, `CallCenter Pro ${call.uuid}`]
      .flatMap((part) => (part === null ? [] : escaped(part)))
      .join('<br>'),
    ...(contactId === null ? {} : { person_id: Number(contactId) }),
  };
}

/** Notes are HTML there. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
