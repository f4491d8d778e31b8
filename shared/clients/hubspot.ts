/**
 * HubSpot: contacts and calls are upserted by properties of ours that have unique values, so a batch may be sent again.
 * Sources: developers.hubspot.com, CRM API v3 (objects, properties) and v4 (associations).
 */
import { z } from 'zod';
import {
  type Outcomes,
  type PlatformCall,
  type PlatformClient,
  type PlatformContact,
  PlatformError,
} from './platform.ts';
import type { PlatformHttp, PlatformReply } from './platform-http.ts';

export const HUBSPOT_URL = 'https://api.hubapi.com';
const BATCH_MAX = 100;
const PHONE = 'ccp_phone_e164';
const CALL_ID = 'ccp_call_id';
const GROUP = 'callcenter_pro';

type ObjectType = 'contacts' | 'calls';
type Input = { id: string; properties: Record<string, string> };

const batchReply = z.object({
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

const statuses: Record<string, string> = {
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
  #prepared: Promise<void> | undefined;

  constructor(http: PlatformHttp, { baseUrl = HUBSPOT_URL, apiKey }: { baseUrl: string | undefined; apiKey: string }) {
    this.#http = http;
    this.#baseUrl = baseUrl;
    this.#token = apiKey;
    http.keepSecret(apiKey);
  }

  async saveContacts(contacts: PlatformContact[]): Promise<Outcomes> {
    await this.#prepare();
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

  async saveCalls(calls: PlatformCall[]): Promise<Outcomes> {
    await this.#prepare();
    const inputs = calls.map((call) => ({ id: call.uuid, properties: propertiesOf(call) }));
    const outcomes = await this.#upsert('calls', CALL_ID, inputs);
    await this.#associate(calls, outcomes);
    return outcomes;
  }

  /** One bad input has HubSpot refuse them all; halving finds it. */
  async #upsert(type: ObjectType, idProperty: string, inputs: Input[]): Promise<Outcomes> {
    const reply = await this.#send('POST', `/crm/v3/objects/${type}/batch/upsert`, {
      inputs: inputs.map((input) => ({ ...input, idProperty, objectWriteTraceId: input.id })),
    });
    if (reply.status === 200 || reply.status === 201 || reply.status === 207) return outcomesOf(reply.json, idProperty);
    const [only] = inputs;
    if (inputs.length === 1 && only) return new Map([[only.id, { error: this.#http.told(reply) }]]);
    const half = Math.ceil(inputs.length / 2);
    const first = await this.#upsert(type, idProperty, inputs.slice(0, half));
    const second = await this.#upsert(type, idProperty, inputs.slice(half));
    return new Map([...first, ...second]);
  }

  /** An association that stands already stays one. */
  async #associate(calls: PlatformCall[], outcomes: Outcomes): Promise<void> {
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
    const error = `The call is there, but not with its contact: ${this.#http.told(reply)}`;
    const refused = reply.status === 207 ? await this.#unassociated(pairs) : new Set(pairs.map(({ from }) => from));
    for (const { uuid, from } of pairs) if (refused.has(from)) outcomes.set(uuid, { error, contactGone: true });
  }

  /** Which of these calls have no contact: what a partial failure says of it has no settled form. */
  async #unassociated(pairs: { from: string }[]): Promise<Set<string>> {
    const reply = await this.#send('POST', '/crm/v4/associations/calls/contacts/batch/read', {
      inputs: pairs.map(({ from }) => ({ id: from })),
    });
    const read = z
      .object({ results: z.array(z.object({ from: z.object({ id: z.string() }), to: z.array(z.unknown()) })) })
      .safeParse(reply.json);
    const joined = new Set(read.data?.results.filter(({ to }) => to.length > 0).map(({ from }) => from.id));
    return new Set(pairs.map(({ from }) => from).filter((id) => !joined.has(id)));
  }

  /** The unique properties, made when they are not there: HubSpot upserts by nothing else that a caller has. */
  async #prepare(): Promise<void> {
    this.#prepared ??= (async () => {
      await this.#haveProperty('contacts', PHONE, 'Phone number (E.164)');
      await this.#haveProperty('calls', CALL_ID, 'CallCenter Pro call');
    })();
    await this.#prepared;
  }

  async #haveProperty(type: ObjectType, name: string, label: string): Promise<void> {
    const there = await this.#send('GET', `/crm/v3/properties/${type}/${name}`);
    if (there.status === 200) return;
    const properties = `/crm/v3/properties/${type}`;
    const group = await this.#send('POST', `${properties}/groups`, { name: GROUP, label: 'CallCenter Pro' });
    const made = await this.#send('POST', properties, {
      name,
      label,
      groupName: GROUP,
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
    });
    // 409: somebody else has made it meanwhile.
    const failed = [group, made].find(({ status }) => status >= 300 && status !== 409);
    if (failed)
      throw new PlatformError('rejected', `HubSpot would not make the property ${name}: ${this.#http.told(failed)}`);
  }

  async #send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<PlatformReply> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const reply = await this.#http.send(this.#baseUrl, { method, path, headers, body, repeatable: true });
    if (reply.status === 401 || reply.status === 403)
      throw new PlatformError('refused', `HubSpot refused the key: ${this.#http.told(reply)}`);
    return reply;
  }
}

function propertiesOf(call: PlatformCall): Record<string, string> {
  const { direction, contact, campaignName, recordingUrl, notes } = call;
  return {
    [CALL_ID]: call.uuid,
    hs_timestamp: call.startTime.toISOString(),
    hs_call_title: `${direction === 'inbound' ? 'Call from' : 'Call to'} ${contact.phone}`,
    hs_call_body: [campaignName, call.disposition, notes].filter((part) => part !== null).join(' · '),
    hs_call_direction: direction === 'inbound' ? 'INBOUND' : 'OUTBOUND',
    hs_call_duration: String(call.durationSeconds * 1_000),
    hs_call_from_number: call.fromNumber,
    hs_call_to_number: call.toNumber,
    hs_call_status: statuses[call.status] ?? 'FAILED',
    ...(recordingUrl === null ? {} : { hs_call_recording_url: recordingUrl }),
  };
}

function outcomesOf(json: unknown, idProperty: string): Outcomes {
  const { data } = batchReply.safeParse(json);
  const outcomes: Outcomes = new Map();
  for (const { message, context } of data?.errors ?? [])
    for (const id of [context?.['objectWriteTraceId'] ?? context?.['id'] ?? context?.['ids']].flat())
      if (typeof id === 'string') outcomes.set(id, { error: message });
  for (const { id, objectWriteTraceId, properties } of data?.results ?? []) {
    const ours = objectWriteTraceId ?? properties?.[idProperty];
    if (typeof ours === 'string') outcomes.set(ours, { externalId: id });
  }
  return outcomes;
}
