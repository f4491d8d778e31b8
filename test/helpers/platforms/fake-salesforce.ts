/**
 * A fake Salesforce. Like Salesforce, the fake accepts at most 200 records in a request, finds records by external ids,
 * returns a result for each record, and lets access tokens expire.
 */
import { type FakeReply, type FakeRequest, type Fake, startFake } from './fake.ts';

type Stored = { id: string; fields: Record<string, unknown>; writes: number };
export type FakeSalesforce = Fake & {
  contacts: Map<string, Stored>;
  tasks: Map<string, Stored>;
  /** The access tokens that are valid now. */
  tokens: Set<string>;
  /** The external ids of records that the fake rejects. */
  rejected: Set<string>;
};

const RECORDS_MAX = 200;
const EXTERNAL_IDS: Record<string, string> = { Contact: 'CCP_Phone__c', Task: 'CCP_Call_Id__c' };

const error = (status: number, errorCode: string, message: string): FakeReply => ({
  status,
  body: [{ message, errorCode }],
});

export async function startSalesforce({
  tokens = new Set(['00D!first']),
  refreshToken = '5Aep!refresh',
  clientId = '3MVG9',
  clientSecret = 'shh-secret',
} = {}): Promise<FakeSalesforce> {
  const contacts = new Map<string, Stored>();
  const tasks = new Map<string, Stored>();
  const rejected = new Set<string>();
  let made = 0;

  const fake = await startFake((request) => {
    if (request.path === '/services/oauth2/token') return token(request);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!tokens.has(bearer)) return error(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    if (request.method === 'GET' && /^\/services\/data\/v\d\d\.0\/query$/.test(request.path)) return query(request);
    if (request.method === 'PATCH' && request.path.endsWith('/composite/sobjects')) return update(request);
    const [, type = '', field = ''] =
      /^\/services\/data\/v\d\d\.0\/composite\/sobjects\/(\w+)\/(\w+)$/.exec(request.path) ?? [];
    if (request.method !== 'PATCH' || EXTERNAL_IDS[type] !== field) return error(404, 'NOT_FOUND', 'no such resource');
    return upsert(request, type, field);
  });

  function token({ text, headers }: FakeRequest): FakeReply {
    const form = new URLSearchParams(text);
    const fits =
      headers['content-type']?.startsWith('application/x-www-form-urlencoded') &&
      form.get('grant_type') === 'refresh_token' &&
      form.get('refresh_token') === refreshToken &&
      form.get('client_id') === clientId &&
      form.get('client_secret') === clientSecret;
    if (!fits)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'expired access/refresh token' } };
    const access_token = `00D!renewed${++made}`;
    tokens.add(access_token);
    return { status: 200, body: { access_token, instance_url: fake.url, token_type: 'Bearer' } };
  }

  function upsert({ json }: FakeRequest, type: string, field: string): FakeReply {
    const records = json.records as Record<string, unknown>[];
    if (typeof json.allOrNone !== 'boolean') return error(400, 'JSON_PARSER_ERROR', 'allOrNone');
    if (records.length === 0 || records.length > RECORDS_MAX)
      return error(400, 'LIMIT_EXCEEDED', `record limit reached: ${RECORDS_MAX}`);
    const store = type === 'Contact' ? contacts : tasks;
    const ids = records.map((record) => record[field]);
    return {
      status: 200,
      body: records.map((record) => {
        const id = record[field] as string;
        const there = store.get(id) ?? [...store.values()].find(({ fields }) => fields[field] === id);
        const problem = problemOf(type, record, { id, there, twice: ids.filter((each) => each === id).length > 1 });
        if (problem)
          return { success: false, errors: [{ statusCode: problem, message: `${problem}: ${id}`, fields: [] }] };
        const saved = {
          id: there?.id ?? `00Q${String(++made).padStart(15, '0')}`,
          fields: { ...there?.fields, ...record },
        };
        if (there) Object.assign(there, saved, { writes: there.writes + 1 });
        else store.set(id, { ...saved, writes: 1 });
        return { id: saved.id, success: true, created: !there, errors: [] };
      }),
    };
  }

  /** Executes a query for contacts whose conditions are joined with OR, as SOQL does. */
  function query({ query: parameters }: FakeRequest): FakeReply {
    const soql = parameters.get('q') ?? '';
    const [, names = '', conditions = ''] =
      /^SELECT ([\w, ]+) FROM Contact WHERE (.+) ORDER BY CreatedDate$/.exec(soql) ?? [];
    if (names === '') return error(400, 'MALFORMED_QUERY', soql);
    const tests = conditions.split(' OR ').map((condition) => {
      const [, name = '', operator = '', value = ''] = /^(\w+) (IN|LIKE) (.+)$/.exec(condition) ?? [];
      const texts = [...value.matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
      const pattern = new RegExp(`^${(texts[0] ?? '').replaceAll('+', '\\+').replaceAll('%', '.*')}$`);
      return ({ fields }: Stored) => {
        const stored = fields[name];
        return typeof stored === 'string' && (operator === 'IN' ? texts.includes(stored) : pattern.test(stored));
      };
    });
    const records = [...contacts.values()]
      .filter((contact) => tests.some((matches) => matches(contact)))
      .map(({ id, fields }) => ({
        ...Object.fromEntries(names.split(', ').map((name) => [name, fields[name] ?? null])),
        Id: id,
      }));
    return { status: 200, body: { totalSize: records.length, done: true, records } };
  }

  function update({ json }: FakeRequest): FakeReply {
    const body = (json.records as Record<string, unknown>[]).map(({ id, ...fields }) => {
      const there = [...contacts.values()].find((contact) => contact.id === id);
      if (!there) return { success: false, errors: [{ statusCode: 'NOT_FOUND', message: 'not there', fields: [] }] };
      Object.assign(there.fields, fields);
      there.writes += 1;
      return { id, success: true, errors: [] };
    });
    return { status: 200, body };
  }

  function problemOf(
    type: string,
    record: Record<string, unknown>,
    { id, there, twice }: { id: unknown; there: Stored | undefined; twice: boolean },
  ): string | undefined {
    if ((record['attributes'] as { type?: string } | undefined)?.type !== type) return 'INVALID_TYPE';
    if (typeof id !== 'string' || 'id' in record || 'Id' in record) return 'MISSING_ARGUMENT';
    if (twice) return 'DUPLICATE_VALUE';
    if (rejected.has(id)) return 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
    if (type === 'Contact') return record['LastName'] ? undefined : 'REQUIRED_FIELD_MISSING';
    if (there && 'TaskSubtype' in record) return 'INVALID_FIELD_FOR_INSERT_UPDATE';
    const who = record['WhoId'];
    const isThere = who === undefined || [...contacts.values()].some((contact) => contact.id === who);
    return isThere ? undefined : 'INVALID_CROSS_REFERENCE_KEY';
  }

  return { ...fake, contacts, tasks, tokens, rejected };
}
