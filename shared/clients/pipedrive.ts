/**
 * The client of Pipedrive. Call logs are created one by one, and a request that is sent twice creates two call logs. So
 * the note of each call log contains the call's id in this product. If Pipedrive has not confirmed a call log, the
 * client searches for the call log before the client creates the call log again.
 * Sources: developers.pipedrive.com, API v2 (persons) and v1 (call logs).
 */
import { z } from 'zod';
import {
  describeCall,
  type SaveOutcome,
  type SaveOutcomes,
  type PlatformCall,
  type PlatformClient,
  type PlatformContact,
  PlatformError,
} from './platform.ts';
import { isSamePhone, usualWritings } from '../rules/integrations/contact-match.ts';
import { escapeHtml } from '../rules/values/html.ts';
import type { PlatformHttp, PlatformReply, PlatformRequest } from './platform-http.ts';

export const PIPEDRIVE_URL = 'https://api.pipedrive.com';
const PAGE_LIMIT = 50;
/** Maximum of pages that the search for a call log reads. The newest call logs come first. */
const PAGES_MAX = 40;

/** Pipedrive's maximum of persons on one page of a search, and the maximum of pages that are read. */
const SEARCH_LIMIT = 500;
const SEARCH_PAGES_MAX = 5;
/** How many digits at the end of a number people write without a gap in most countries. */
const LAST_DIGITS = 4;

const SearchReply = z.object({
  data: z.object({
    items: z.array(z.object({ item: z.object({ id: z.number(), phones: z.array(z.string()).default([]) }) })),
  }),
  additional_data: z.object({ next_cursor: z.string().nullish() }).nullish(),
});
const CreateReply = z.object({ data: z.object({ id: z.union([z.number(), z.string()]) }) });
const ListReply = z.object({
  data: z.array(z.object({ id: z.union([z.number(), z.string()]), note: z.string().nullish() })).nullable(),
  additional_data: z
    .object({ pagination: z.object({ more_items_in_collection: z.boolean().nullish() }).nullish() })
    .nullish(),
});

/** Pipedrive's outcome for each disposition of a call. All other dispositions become no_answer. */
const OUTCOMES: Record<string, string> = { answered: 'connected', voicemail: 'left_voicemail', busy: 'busy' };

/** HTTP statuses which show that a call log does not exist any more. */
const GONE: ReadonlySet<number> = new Set([404, 410]);

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

  /** Finds the person with the phone number in Pipedrive, or creates the person. */
  async #saveContact({ phone, firstName, lastName }: PlatformContact): Promise<SaveOutcome> {
    for (const search of searchesFor(phone)) {
      const found = await this.#findPerson(phone, search);
      if (found) return found;
    }
    const name = [firstName, lastName].filter((part) => part !== null).join(' ');
    const reply = await this.#send({
      method: 'POST',
      path: '/api/v2/persons',
      body: { name: name === '' ? phone : name, phones: [{ value: phone, primary: true, label: 'work' }] },
      idempotent: false,
    });
    const person = CreateReply.safeParse(reply.json);
    return person.success ? { externalId: String(person.data.data.id) } : { error: this.#http.errorText(reply) };
  }

  /** Searches the persons, and returns the oldest person with the phone number. */
  async #findPerson(phone: string, search: { term: string; exact: boolean }): Promise<SaveOutcome | undefined> {
    const ids: number[] = [];
    let cursor: string | null | undefined;
    for (let page = 0; page < SEARCH_PAGES_MAX; page += 1) {
      const query = new URLSearchParams({
        term: search.term,
        fields: 'phone',
        exact_match: String(search.exact),
        limit: String(SEARCH_LIMIT),
        ...(cursor ? { cursor } : {}),
      });
      const path = `/api/v2/persons/search?${query.toString()}`;
      const reply = await this.#send({ method: 'GET', path, idempotent: true });
      const { data } = SearchReply.safeParse(reply.json);
      if (reply.status !== 200 || !data) return { error: this.#http.errorText(reply) };
      for (const { item } of data.data.items)
        if (item.phones.some((text) => isSamePhone(text, phone))) ids.push(item.id);
      cursor = data.additional_data?.next_cursor;
      if (!cursor) break;
    }
    return ids.length === 0 ? undefined : { externalId: String(Math.min(...ids)) };
  }

  async saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes> {
    const saved: SaveOutcomes = new Map();
    for (const call of calls) saved.set(call.uuid, await this.#saveCall(call));
    return saved;
  }

  async #saveCall(call: PlatformCall): Promise<SaveOutcome> {
    // Pipedrive cannot change a call log, so a corrected call log replaces the old one. The old one may be deleted already.
    const oldId = call.correction?.externalId ?? null;
    if (oldId !== null) {
      const path = `/v1/callLogs/${encodeURIComponent(oldId)}`;
      const deleted = await this.#send({ method: 'DELETE', path, idempotent: true });
      if (deleted.status >= 400 && !GONE.has(deleted.status)) return { error: this.#http.errorText(deleted) };
    }
    const reply = await this.#send({ method: 'POST', path: '/v1/callLogs', body: callLog(call), idempotent: false });
    const log = CreateReply.safeParse(reply.json);
    if ((reply.status === 200 || reply.status === 201) && log.success) return { externalId: String(log.data.data.id) };
    const error = this.#http.errorText(reply);
    const contactMissing = /person/i.test(error) && (reply.status === 400 || reply.status === 404);
    return contactMissing ? { error, contactMissing } : { error };
  }

  async findCalls(calls: PlatformCall[]): Promise<{ externalIds: Map<string, string>; complete: boolean }> {
    const externalIds = new Map<string, string>();
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const path = `/v1/callLogs?start=${page * PAGE_LIMIT}&limit=${PAGE_LIMIT}`;
      const reply = await this.#send({ method: 'GET', path, idempotent: true });
      const list = ListReply.safeParse(reply.json);
      if (reply.status !== 200 || !list.success)
        throw new PlatformError('rejected', `Pipedrive did not list the call logs: ${this.#http.errorText(reply)}`);
      for (const { id, note } of list.data.data ?? [])
        for (const { uuid } of calls) if (note?.includes(uuid)) externalIds.set(uuid, String(id));
      const hasMore = list.data.additional_data?.pagination?.more_items_in_collection ?? false;
      if (!hasMore || externalIds.size === calls.length) return { externalIds, complete: true };
    }
    return { externalIds, complete: false };
  }

  async #send(request: PlatformRequest): Promise<PlatformReply> {
    const reply = await this.#http.send(this.#baseUrl, { ...request, headers: { 'x-api-token': this.#token } });
    if (reply.status === 401 || reply.status === 403)
      throw new PlatformError('unauthorized', `Pipedrive rejected the API key: ${this.#http.errorText(reply)}`);
    return reply;
  }
}

/**
 * Returns the searches that find a person by a phone number in any writing. Pipedrive compares phones as texts, so the
 * first search asks for the last digits only, which have no punctuation in most countries.
 */
function searchesFor(phone: string): { term: string; exact: boolean }[] {
  const lastDigits = phone.slice(-LAST_DIGITS);
  const gapped = usualWritings(phone).filter((writing) => !writing.endsWith(lastDigits));
  return [{ term: lastDigits, exact: false }, ...[phone, ...gapped].map((term) => ({ term, exact: true }))];
}

/** Formats a time in Pipedrive's format: "2026-01-13 15:00:00", in UTC. */
const formatUtc = (time: Date) => time.toISOString().slice(0, 19).replace('T', ' ');

function callLog(call: PlatformCall): Record<string, unknown> {
  const { direction, contact, contactId, notes } = call;
  return {
    subject: `${direction === 'inbound' ? 'Call from' : 'Call to'} ${contact.phone}`,
    outcome: OUTCOMES[call.disposition] ?? 'no_answer',
    duration: String(call.durationSeconds),
    from_phone_number: call.fromNumber,
    to_phone_number: call.toNumber,
    start_time: formatUtc(call.startTime),
    end_time: formatUtc(call.endTime),
    // Pipedrive shows notes as HTML.
    note: [...describeCall(call), notes, `CallCenter Pro ${call.uuid}`]
      .flatMap((part) => (part === null ? [] : escapeHtml(part)))
      .join('<br>'),
    ...(contactId === null ? {} : { person_id: Number(contactId) }),
  };
}
