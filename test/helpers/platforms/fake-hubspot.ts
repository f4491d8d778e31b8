/** A fake HubSpot. Like HubSpot, the fake checks batch sizes, unique properties and required fields. */
import { type FakeReply, type FakeRequest, type Fake, startFake } from './fake.ts';

type Stored = { id: string; properties: Record<string, string>; writes: number };
export type FakeHubspot = Fake & {
  contacts: Map<string, Stored>;
  calls: Map<string, Stored>;
  /** The associations between calls and contacts, each as the text `<id of the call>:<id of the contact>`. */
  associations: Set<string>;
  /** Phone numbers whose contacts the fake does not store. The fake replies 207 with an error for each such contact. */
  rejected: Set<string>;
  /** Phone numbers that make the fake reject a whole batch of contacts. */
  batchBreakers: Set<string>;
};

const BATCH_MAX = 100;
const KNOWN_PROPERTIES: Record<string, Set<string>> = {
  contacts: new Set(['phone', 'mobilephone', 'firstname', 'lastname', 'email']),
  calls: new Set(
    ['timestamp', 'call_title', 'call_body', 'call_direction', 'call_duration', 'call_from_number'].flatMap(
      (name) => `hs_${name}`,
    ),
  ),
};
for (const name of ['call_to_number', 'call_status', 'call_recording_url'])
  KNOWN_PROPERTIES['calls']!.add(`hs_${name}`);

const error = (status: number, message: string, category = 'VALIDATION_ERROR'): FakeReply => ({
  status,
  body: { status: 'error', message, category, correlationId: 'fake' },
});

export async function startHubspot({ token = 'pat-na1-secret' } = {}): Promise<FakeHubspot> {
  const properties = new Map<string, { hasUniqueValue: boolean }>();
  const groups = new Set<string>();
  const store = { contacts: new Map<string, Stored>(), calls: new Map<string, Stored>() };
  const associations = new Set<string>();
  const rejected = new Set<string>();
  const poisonous = new Set<string>();
  let nextId = 1_000;

  const fake = await startFake((request) => {
    if (request.headers.authorization !== `Bearer ${token}`)
      return error(401, 'Authentication credentials not found.', 'INVALID_AUTHENTICATION');
    const [, api, type = '', rest = ''] =
      /^\/crm\/v[34]\/(properties|objects|associations)\/(contacts|calls)\/?(.*)$/.exec(request.path) ?? [];
    if (api === 'properties') return property(request, type, rest);
    if (api === 'objects' && rest === 'batch/upsert') return upsert(request, type as 'contacts' | 'calls');
    if (api === 'objects' && type === 'contacts' && rest === 'batch/read') return readContacts(request);
    if (api === 'objects' && type === 'contacts' && rest === 'batch/update') return updateContacts(request);
    if (api === 'objects' && type === 'contacts' && rest === 'search') return searchContacts(request);
    if (api === 'associations' && rest === 'contacts/batch/associate/default') return associate(request);
    if (api === 'associations' && rest === 'contacts/batch/read') return readAssociations(request);
    return error(404, `No route ${request.method} ${request.path}`);
  });

  function property({ method, json }: FakeRequest, type: string, name: string): FakeReply {
    if (method === 'GET')
      return properties.has(`${type}.${name}`) ? { status: 200, body: { name } } : error(404, 'none');
    if (name === 'groups') {
      if (groups.has(`${type}.${json.name}`)) return error(409, 'Property group exists');
      groups.add(`${type}.${json.name}`);
      return { status: 201, body: json };
    }
    if (!groups.has(`${type}.${json.groupName}`)) return error(400, `no group ${json.groupName}`);
    if (properties.has(`${type}.${json.name}`)) return error(409, 'Property exists');
    if (json.type !== 'string' || json.fieldType !== 'text' || !json.label) return error(400, 'type or label');
    properties.set(`${type}.${json.name}`, { hasUniqueValue: json.hasUniqueValue === true });
    return { status: 201, body: json };
  }

  function upsert({ json }: FakeRequest, type: 'contacts' | 'calls'): FakeReply {
    const inputs = json.inputs as { id: string; idProperty: string; properties: Record<string, string> }[];
    if (inputs.length === 0 || inputs.length > BATCH_MAX) return error(400, `at most ${BATCH_MAX} inputs`);
    if (new Set(inputs.map(({ id }) => id)).size < inputs.length)
      return error(400, 'Duplicate IDs found in batch input');
    for (const { id, idProperty, properties: given } of inputs) {
      if (!properties.get(`${type}.${idProperty}`)?.hasUniqueValue) return error(400, `${idProperty} is not unique`);
      const unknown = Object.keys(given).filter(
        (name) => !KNOWN_PROPERTIES[type]!.has(name) && !properties.has(`${type}.${name}`),
      );
      if (unknown.length > 0) return error(400, `Property "${unknown[0]}" does not exist`);
      if (Object.values(given).some((value) => typeof value !== 'string')) return error(400, 'values are strings');
      if (type === 'calls' && !given['hs_timestamp']) return error(400, 'hs_timestamp is required');
      if (poisonous.has(id)) return error(400, `Invalid input JSON: ${id}`);
    }
    const results: object[] = [];
    const errors: object[] = [];
    for (const { id, properties: given, ...input } of inputs) {
      if (rejected.has(id)) {
        const context = { objectWriteTraceId: [id] };
        errors.push({ status: 'error', category: 'VALIDATION_ERROR', message: `${id} is not valid`, context });
        continue;
      }
      const there = byProperty(type, (input as { idProperty?: string }).idProperty ?? '', id);
      const stored = { id: there?.id ?? String(nextId++), properties: { ...there?.properties, ...given } };
      store[type].set(id, { ...stored, writes: (there?.writes ?? 0) + 1 });
      results.push({
        ...stored,
        new: !there,
        objectWriteTraceId: (input as { objectWriteTraceId?: string }).objectWriteTraceId,
      });
    }
    if (errors.length > 0)
      return { status: 207, body: { status: 'COMPLETE', results, errors, numErrors: errors.length } };
    return { status: 200, body: { status: 'COMPLETE', results } };
  }

  function byProperty(type: 'contacts' | 'calls', name: string, value: string): Stored | undefined {
    const direct = store[type].get(value);
    if (direct?.properties[name] === value) return direct;
    return [...store[type].values()].find(({ properties: each }) => each[name] === value);
  }

  function readContacts({ json }: FakeRequest): FakeReply {
    const { idProperty, inputs } = json as { idProperty: string; inputs: { id: string }[] };
    if (inputs.length > BATCH_MAX) return error(400, 'too many');
    if (!properties.get(`contacts.${idProperty}`)?.hasUniqueValue) return error(400, `${idProperty} is not unique`);
    const results = inputs.flatMap(({ id }) => byProperty('contacts', idProperty, id) ?? []);
    if (results.length === inputs.length) return { status: 200, body: { status: 'COMPLETE', results } };
    const errors = [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Could not get some CONTACT objects' }];
    return { status: 207, body: { status: 'COMPLETE', results, errors, numErrors: 1 } };
  }

  function updateContacts({ json }: FakeRequest): FakeReply {
    const inputs = json.inputs as { id: string; properties: Record<string, string> }[];
    if (new Set(inputs.map(({ id }) => id)).size < inputs.length) return error(400, 'Duplicate IDs found');
    for (const { id, properties: given } of inputs) {
      const contact = [...store.contacts.values()].find((each) => each.id === id);
      if (!contact) return error(404, `no contact ${id}`);
      Object.assign(contact.properties, given);
      contact.writes += 1;
    }
    return { status: 200, body: { status: 'COMPLETE', results: [] } };
  }

  /** HubSpot calculates the searchable numbers: the digits of a phone without the calling code. */
  function searchContacts({ json }: FakeRequest): FakeReply {
    const groups = json.filterGroups as { filters: { propertyName: string; operator: string; values: string[] }[] }[];
    if (groups.length > 5 || json.limit > 200) return error(400, 'filterGroups or limit');
    const sources: Record<string, string> = {
      hs_searchable_calculated_phone_number: 'phone',
      hs_searchable_calculated_mobile_number: 'mobilephone',
    };
    const results = [...store.contacts.values()].filter(({ properties: each }) =>
      groups.some(({ filters }) =>
        filters.every(({ propertyName, operator, values }) => {
          const digits = each[sources[propertyName] ?? '']?.replaceAll(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
          return operator === 'IN' && digits !== undefined && values.includes(digits);
        }),
      ),
    );
    return { status: 200, body: { total: results.length, results: results.slice(0, json.limit) } };
  }

  const has = (objects: Map<string, Stored>, id: string) => [...objects.values()].some((each) => each.id === id);

  function associate({ json }: FakeRequest): FakeReply {
    const inputs = json.inputs as { from: { id: string }; to: { id: string } }[];
    if (inputs.length > BATCH_MAX) return error(400, 'too many');
    const missing = inputs.filter(({ from, to }) => !has(store.calls, from.id) || !has(store.contacts, to.id));
    for (const each of inputs) if (!missing.includes(each)) associations.add(`${each.from.id}:${each.to.id}`);
    if (missing.length === 0) return { status: 200, body: { status: 'COMPLETE', results: inputs } };
    return { status: 207, body: { status: 'COMPLETE', results: [], errors: [{ message: 'not there' }], numErrors: 1 } };
  }

  function readAssociations({ json }: FakeRequest): FakeReply {
    const results = (json.inputs as { id: string }[]).flatMap(({ id }) => {
      const to = [...associations].filter((pair) => pair.startsWith(`${id}:`));
      return to.length > 0 ? [{ from: { id }, to }] : [];
    });
    return { status: 200, body: { status: 'COMPLETE', results } };
  }

  return { ...fake, ...store, associations, rejected, batchBreakers: poisonous };
}
