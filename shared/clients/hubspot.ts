/**
 * The client of HubSpot. Contacts and calls are upserted (inserted or updated) by custom properties with unique values,
 * so a batch may be sent again.
 * Sources: developers.hubspot.com, CRM API v3 (objects, properties) and v4 (associations).
 */
import { z } from 'zod';
import {
  describeCall,
  type SaveOutcomes,
  type PlatformCall,
  type PlatformClient,
  type PlatformContact,
  PlatformError,
} from './platform.ts';
import { isSamePhone, namesToFill, nationalDigits } from '../rules/integrations/contact-match.ts';
import { escapeHtml } from '../rules/values/html.ts';
import type { PlatformHttp, PlatformReply } from './platform-http.ts';

export const HUBSPOT_URL = 'https://api.hubapi.com';
const BATCH_MAX = 100;
const PHONE = 'ccp_phone_e164';
const CALL_ID = 'ccp_call_id';
const GROUP = 'callcenter_pro';

const CONTACT_PROPERTIES = [PHONE, 'phone', 'mobilephone', 'firstname', 'lastname'];
/** HubSpot calculates these properties from a phone number in any writing: its digits without the calling code. */
const SEARCHED_PROPERTIES = ['hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number'];
/** Maximum of pages of contacts that have one of the searched phone numbers. */
const SEARCH_PAGES_MAX = 5;

type ObjectType = 'contacts' | 'calls';
type Input = { id: string; properties: Record<string, string> };

const BatchReply = z.object({
  results: z
    .array(
      z.object({
        id: z.string(),
        objectWriteTraceId: z.string().nullish(),
        properties: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .default([]),
  errors: z.array(z.object({ message: z.string(), context: z.record(z.string(), z.unknown()).nullish() })).nullish(),
});

const ContactsReply = z.object({
  results: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullish()) })),
  paging: z.object({ next: z.object({ after: z.string() }).nullish() }).nullish(),
});
type StoredContact = z.output<typeof ContactsReply>['results'][number];

/** HubSpot's status for each call status of this product. All other call statuses become FAILED. */
const STATUSES: Record<string, string> = {
  completed: 'COMPLETED',
  busy: 'BUSY',
  'no-answer': 'NO_ANSWER',
  canceled: 'CANCELED',
};

export class Hubspot implements PlatformClient {
  readonly batchMax = BATCH_MAX;
  readonly #http: PlatformHttp;
  readonly #baseUrl: string;
  readonly #token: string;
  #propertiesCreated: Promise<void> | undefined;

  constructor(http: PlatformHttp, { baseUrl = HUBSPOT_URL, apiKey }: { baseUrl: string | undefined; apiKey: string }) {
    this.#http = http;
    this.#baseUrl = baseUrl;
    this.#token = apiKey;
    http.addSecret(apiKey);
  }

  async saveContacts(contacts: PlatformContact[]): Promise<SaveOutcomes> {
    await this.#createProperties();
    const outcomes: SaveOutcomes = new Map();
    const updates = new Map<string, Record<string, string>>();
    const stored = await this.#findContacts(contacts);
    for (const contact of contacts) {
      const found = stored.get(contact.phone);
      if (!found) continue;
      outcomes.set(contact.phone, { externalId: found.id });
      const properties = missingProperties(found, contact);
      if (Object.keys(properties).length > 0 && !updates.has(found.id)) updates.set(found.id, properties);
    }
    // The calls can be linked without the update, so a refused update is no error.
    if (updates.size > 0)
      await this.#send('POST', '/crm/v3/objects/contacts/batch/update', {
        inputs: [...updates].map(([id, properties]) => ({ id, properties })),
      });
    const created = await this.#createContacts(contacts.filter(({ phone }) => !outcomes.has(phone)));
    return new Map([...outcomes, ...created]);
  }

  /** Returns the contacts that exist, by the phone numbers that we look for. The oldest contact wins. */
  async #findContacts(contacts: PlatformContact[]): Promise<Map<string, StoredContact>> {
    const phones = contacts.map(({ phone }) => phone);
    // HubSpot's search knows a contact some seconds after its creation. Reading by our own property knows it at once.
    const read = await this.#send('POST', '/crm/v3/objects/contacts/batch/read', {
      idProperty: PHONE,
      properties: CONTACT_PROPERTIES,
      inputs: phones.map((id) => ({ id })),
    });
    const found = new Map(
      this.#parseContacts(read).results.map((contact) => [contact.properties[PHONE] ?? '', contact]),
    );
    const missing = phones.filter((phone) => !found.has(phone));
    let after: string | undefined;
    for (let page = 0; missing.length > 0 && page < SEARCH_PAGES_MAX; page += 1) {
      const digits = missing.map(nationalDigits);
      const searched = [digits.map(({ significant }) => significant), digits.map(({ written }) => written)];
      const search = await this.#send('POST', '/crm/v3/objects/contacts/search', {
        filterGroups: SEARCHED_PROPERTIES.flatMap((propertyName) =>
          searched.map((values) => ({ filters: [{ propertyName, operator: 'IN', values }] })),
        ),
        properties: CONTACT_PROPERTIES,
        sorts: [{ propertyName: 'createdate', direction: 'ASCENDING' }],
        limit: BATCH_MAX,
        ...(after === undefined ? {} : { after }),
      });
      const { results, paging } = this.#parseContacts(search);
      for (const phone of missing) {
        const match = results.find(({ properties: { phone: work, mobilephone } }) =>
          [work, mobilephone].some((text) => text && isSamePhone(text, phone)),
        );
        if (match && !found.has(phone)) found.set(phone, match);
      }
      after = paging?.next?.after;
      if (after === undefined) break;
    }
    return found;
  }

  #parseContacts(reply: PlatformReply): z.output<typeof ContactsReply> {
    const contacts = ContactsReply.safeParse(reply.json);
    if (reply.status < 300 && contacts.success) return contacts.data;
    // Without the search, an existing contact would be created a second time.
    throw new PlatformError('rejected', `HubSpot did not search the contacts: ${this.#http.errorText(reply)}`);
  }

  async #createContacts(contacts: PlatformContact[]): Promise<SaveOutcomes> {
    if (contacts.length === 0) return new Map();
    const inputs = contacts.map(({ phone, firstName, lastName }) => ({
      id: phone,
      properties: {
        [PHONE]: phone,
        phone,
        ...(firstName === null ? {} : { firstname: firstName }),
        ...(lastName === null ? {} : { lastname: lastName }),
      },
    }));
    return this.#upsert('contacts', PHONE, inputs);
  }

  async saveCalls(calls: PlatformCall[]): Promise<SaveOutcomes> {
    await this.#createProperties();
    const inputs = calls.map((call) => ({ id: call.uuid, properties: callProperties(call) }));
    const outcomes = await this.#upsert('calls', CALL_ID, inputs);
    await this.#associate(calls, outcomes);
    return outcomes;
  }

  /**
   * Upserts a batch of contacts or calls. HubSpot rejects a whole batch if one input is invalid, so a rejected batch is
   * halved until the invalid input is found.
   */
  async #upsert(type: ObjectType, idProperty: string, inputs: Input[]): Promise<SaveOutcomes> {
    const reply = await this.#send('POST', `/crm/v3/objects/${type}/batch/upsert`, {
      inputs: inputs.map((input) => ({ ...input, idProperty, objectWriteTraceId: input.id })),
    });
    if (reply.status === 200 || reply.status === 201 || reply.status === 207)
      return parseOutcomes(reply.json, idProperty);
    const [only] = inputs;
    if (inputs.length === 1 && only) return new Map([[only.id, { error: this.#http.errorText(reply) }]]);
    const half = Math.ceil(inputs.length / 2);
    const first = await this.#upsert(type, idProperty, inputs.slice(0, half));
    const second = await this.#upsert(type, idProperty, inputs.slice(half));
    return new Map([...first, ...second]);
  }

  /**
   * Links calls to their contacts in HubSpot. An existing link stays unchanged. The outcome of a call that was not
   * linked becomes an error.
   */
  async #associate(calls: PlatformCall[], outcomes: SaveOutcomes): Promise<void> {
    const pairs = calls.flatMap(({ uuid, contactId }) => {
      const saved = outcomes.get(uuid);
      return contactId !== null && saved && 'externalId' in saved
        ? [{ uuid, from: saved.externalId, to: contactId }]
        : [];
    });
    if (pairs.length === 0) return;
    const inputs = pairs.map(({ from, to }) => ({ from: { id: from }, to: { id: to } }));
    const path = '/crm/v4/associations/calls/contacts/batch/associate/default';
    const reply = await this.#send('POST', path, { inputs });
    if (reply.status === 200 || reply.status === 201) return;
    const error = `The call was saved, but not linked to its contact: ${this.#http.errorText(reply)}`;
    const unlinked = reply.status === 207 ? await this.#findUnlinked(pairs) : new Set(pairs.map(({ from }) => from));
    for (const { uuid, from } of pairs) if (unlinked.has(from)) outcomes.set(uuid, { error, contactMissing: true });
  }

  /**
   * Reads from HubSpot which of the calls have no contact, and returns HubSpot's ids of these calls. The response to a
   * partial failure (status 207) cannot be used, because the response has no fixed format.
   */
  async #findUnlinked(pairs: { from: string }[]): Promise<Set<string>> {
    const reply = await this.#send('POST', '/crm/v4/associations/calls/contacts/batch/read', {
      inputs: pairs.map(({ from }) => ({ id: from })),
    });
    const associations = z
      .object({ results: z.array(z.object({ from: z.object({ id: z.string() }), to: z.array(z.unknown()) })) })
      .safeParse(reply.json);
    const linked = new Set(associations.data?.results.filter(({ to }) => to.length > 0).map(({ from }) => from.id));
    return new Set(pairs.map(({ from }) => from).filter((id) => !linked.has(id)));
  }

  /** Creates the custom properties once per sync, because HubSpot upserts only by properties with unique values. */
  async #createProperties(): Promise<void> {
    this.#propertiesCreated ??= (async () => {
      await this.#createProperty('contacts', PHONE, 'Phone number (E.164)');
      await this.#createProperty('calls', CALL_ID, 'CallCenter Pro call');
    })();
    await this.#propertiesCreated;
  }

  /** Creates a property and its group, unless they exist. */
  async #createProperty(type: ObjectType, name: string, label: string): Promise<void> {
    const existing = await this.#send('GET', `/crm/v3/properties/${type}/${name}`);
    if (existing.status === 200) return;
    const properties = `/crm/v3/properties/${type}`;
    const group = await this.#send('POST', `${properties}/groups`, { name: GROUP, label: 'CallCenter Pro' });
    const property = await this.#send('POST', properties, {
      name,
      label,
      groupName: GROUP,
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
    });
    // Status 409 means that the group or the property already exists.
    const failed = [group, property].find(({ status }) => status >= 300 && status !== 409);
    if (failed)
      throw new PlatformError(
        'rejected',
        `HubSpot did not create the property ${name}: ${this.#http.errorText(failed)}`,
      );
  }

  async #send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<PlatformReply> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const reply = await this.#http.send(this.#baseUrl, { method, path, headers, body, idempotent: true });
    if (reply.status === 401 || reply.status === 403)
      throw new PlatformError('unauthorized', `HubSpot rejected the API key: ${this.#http.errorText(reply)}`);
    return reply;
  }
}

/** Returns the properties that a stored contact lacks. */
function missingProperties({ properties }: StoredContact, contact: PlatformContact): Record<string, string> {
  const { firstname = null, lastname = null, [PHONE]: knownPhone } = properties;
  const { firstName, lastName } = namesToFill({ firstName: firstname, lastName: lastname }, contact);
  return {
    ...(knownPhone ? {} : { [PHONE]: contact.phone }),
    ...(firstName === undefined ? {} : { firstname: firstName }),
    ...(lastName === undefined ? {} : { lastname: lastName }),
  };
}

function callProperties(call: PlatformCall): Record<string, string> {
  const { direction, contact, recordingUrl, notes } = call;
  return {
    [CALL_ID]: call.uuid,
    hs_timestamp: call.startTime.toISOString(),
    hs_call_title: `${direction === 'inbound' ? 'Call from' : 'Call to'} ${contact.phone}`,
    // HubSpot shows the body of a call as HTML.
    hs_call_body: [...describeCall(call), call.disposition, notes]
      .flatMap((part) => (part === null ? [] : escapeHtml(part)))
      .join(' · '),
    hs_call_direction: direction === 'inbound' ? 'INBOUND' : 'OUTBOUND',
    hs_call_duration: String(call.durationSeconds * 1_000),
    hs_call_from_number: call.fromNumber,
    hs_call_to_number: call.toNumber,
    hs_call_status: STATUSES[call.status] ?? 'FAILED',
    ...(recordingUrl === null ? {} : { hs_call_recording_url: recordingUrl }),
  };
}

/** Reads the outcomes of a batch. HubSpot returns the `objectWriteTraceId` that we sent with each input. */
function parseOutcomes(json: unknown, idProperty: string): SaveOutcomes {
  const { data } = BatchReply.safeParse(json);
  const outcomes: SaveOutcomes = new Map();
  for (const { message, context } of data?.errors ?? [])
    for (const id of [context?.['objectWriteTraceId'] ?? context?.['id'] ?? context?.['ids']].flat())
      if (typeof id === 'string') outcomes.set(id, { error: message });
  for (const { id, objectWriteTraceId, properties } of data?.results ?? []) {
    const inputId = objectWriteTraceId ?? properties?.[idProperty];
    if (typeof inputId === 'string') outcomes.set(inputId, { externalId: id });
  }
  return outcomes;
}
