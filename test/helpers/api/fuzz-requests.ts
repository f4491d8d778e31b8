/** Requests as clients should send them and as they never should, made from the OpenAPI document. */
import * as fc from 'fast-check';
import type { Operation } from './openapi.ts';

type Schema = { [key: string]: unknown };

export type WildRequest = {
  /** With its query, behind the prefix of all paths. */
  path: string;
  headers: Record<string, string>;
  body?: string;
  form?: { file: string | null; fields: (readonly [name: string, value: string])[] };
};

const usualTimes = fc.constantFrom(
  '2026-01-13T15:00:00Z',
  '2030-06-01T00:00:00+14:00',
  '2024-01-01T09:00:00.123456789Z',
  '1970-01-01T00:00:00Z',
  '9998-12-31T00:00:00Z',
);
const times = fc.constantFrom(
  '2026-01-14',
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '1969-12-31',
  '2016-12-31T23:59:60Z',
  '2024-02-30',
  '9999-12-31',
  '9999-12-31T23:59:59Z',
  '9999-12-31T23:59:59-14:00',
  '+010000-01-01T00:00:00Z',
);

/** One for all texts, as making it takes longer than many requests. */
const grapheme = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 0);
const nastyTexts = ['', ' ', '\0', 'a\0b', '\ud800', '💥é\u202e', 'x'.repeat(20_000), "'; drop table leads; --"];
const nastyNumbers = [-1, 0, 0.5, -0.5, 2 ** 31, 2 ** 53, 1e308, -1e308];

/** Text that a schema may well let through: what becomes of it further in is the question. */
const hardText = fc.oneof(
  fc.constantFrom('\0', 'a\0b', '\ud800'),
  fc.constantFrom('x'.repeat(200), '💥é\u202e', ' ', "'; drop table leads; --", '9'.repeat(16)),
  fc.string({ unit: 'binary', maxLength: 20 }),
  times,
);

/** What fits no schema, or only the careless ones. */
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...nastyTexts, '%', '__proto__', 'NaN', '1e999', '9'.repeat(16), '9'.repeat(40)),
  fc.constantFrom<unknown>(...nastyNumbers, true, null, [], {}, [[]], { a: { b: {} } }, nested(500)),
  fc.string({ unit: 'binary', maxLength: 20 }),
  times,
);

/** What values are made with: `right` ones fit their schemas, so that they get past validation, `hard` ones but for one text. */
type Making = { ids: fc.Arbitrary<string>; right: boolean; hard?: boolean };

const sometimes = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, times = 6) =>
  fc.oneof({ arbitrary: usual, weight: times }, { arbitrary: rare, weight: 1 });

/** As much of what is made is right as is hard, and as is anything. */
const anyWay = <T>(make: (making: Making) => fc.Arbitrary<T>, ids: fc.Arbitrary<string>) =>
  fc.oneof(make({ ids, right: true }), make({ ids, right: true, hard: true }), make({ ids, right: false }));

/**
 * Values of a schema, with something nasty in place of any part of it now and then.
 *
 * @param siblings how many fields stand beside it: an object with many of them must not be wrong nearly always
 */
function wild(schema: Schema, making: Making, siblings = 1): fc.Arbitrary<unknown> {
  if (making.right) return fitting(schema, making);
  const hard = hardOf(schema);
  const wrong = hard ? sometimes(hard, nasty, 3) : nasty;
  return sometimes(fitting(schema, making), wrong, 3 + 2 * siblings);
}

/** Hard text in the form of a schema; undefined where none is text. */
function hardOf(schema: Schema): fc.Arbitrary<unknown> | undefined {
  if (schema['items']) return hardOf(schema['items'] as Schema)?.map((item) => [item]);
  const isText = [schema['type']].flat().includes('string') && !schema['enum'] && schema['format'] !== 'uuid';
  if (!isText) return undefined;
  return schema['format'] === 'uri' ? hardText.map((text) => `https://example.com/${text}`) : hardText;
}

function fitting(schema: Schema, making: Making): fc.Arbitrary<unknown> {
  if (Array.isArray(schema['anyOf']))
    return fc.oneof(...schema['anyOf'].map((each) => fitting(each as Schema, making)));
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...schema['enum']);
  const types = [schema['type']].flat() as string[];
  return fc.oneof(...types.map((type) => ofType(type, schema, making)));
}

function ofType(type: string, schema: Schema, making: Making): fc.Arbitrary<unknown> {
  const { minimum: min = -1_000, maximum: max = 1_000 } = schema as { minimum?: number; maximum?: number };
  if (type === 'null') return fc.constant(null);
  // The one dialect shows ids as integers; both take either form.
  if (schema['format'] === 'uuid') return making.ids;
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min, max });
    case 'number':
      // Amounts of money have few decimals, which the document does not say.
      if (making.right) return fc.integer({ min: Math.ceil(min * 100), max: max * 100 }).map((cents) => cents / 100);
      return fc.double({ min, max, noNaN: true });
    case 'array':
      return fc.array(wild(schema['items'] as Schema, making), { maxLength: 3 });
    case 'object':
      return object(schema, making);
    case 'string':
      return text(schema, making);
    default:
      throw new Error(`The document has a schema of type ${type}, of which no values are made.`);
  }
}

function text(schema: Schema, { right }: Making): fc.Arbitrary<string> {
  const { format, pattern, example, minLength = 0, maxLength = 50 } = schema as Record<string, string & number>;
  if (format === 'email') return right ? fc.constant('jane@example.com') : fc.emailAddress();
  if (format === 'date-time') return right ? usualTimes : fc.oneof(usualTimes, times);
  if (format === 'uri') return fc.webUrl({ validSchemes: right ? ['https'] : ['http', 'https'] });
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (example !== undefined) return right ? fc.constant(example) : sometimes(fc.constant(example), times, 1);
  return fc.string({ unit: grapheme, minLength, maxLength: Math.min(maxLength, 50) });
}

function object(schema: Schema, making: Making): fc.Arbitrary<object> {
  const known = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const model = Object.fromEntries(known.map(([name, each]) => [name, wild(each, making, known.length)]));
  const required = (schema['required'] ?? []) as string[];
  const complete = fc.record(model, { requiredKeys: required });
  const hard = known.flatMap(([name, each]) => {
    const text = making.hard && hardOf(each);
    return text ? [fc.record({ ...model, [name]: text }, { requiredKeys: [...required, name] })] : [];
  });
  if (making.right) return hard.length > 0 ? fc.oneof(...hard) : complete;
  const partial = fc.record(model, { requiredKeys: [] });
  const { additionalProperties: others } = schema;
  const free = typeof others === 'object' && others !== null ? wild(others as Schema, making) : nasty;
  const names = fc.constantFrom('colour', '__proto__', 'constructor', 'a\0b', '', 'id', 'tenant_id', 'x'.repeat(300));
  const extra = fc.tuple(names, free).map(([name, value]) => Object.fromEntries([[name, value]]));
  const merged = fc.tuple(sometimes(complete, partial), sometimes(fc.constant({}), extra, others ? 1 : 6));
  // Not by spreading: a field named "__proto__" would not survive it.
  return merged.map((parts) => Object.fromEntries(parts.flatMap((part) => Object.entries(part))));
}

const brokenBodies = [
  '',
  'null',
  '[]',
  '"name"',
  '{"name":',
  '\ufeff{}',
  '{"name":"a","name":{}}',
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  '['.repeat(50_000),
  `"${'x'.repeat(1_100_000)}"`,
];
const wrongTypes = [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/xml',
  ';;',
];
const files = [
  'phone\n+14155552671\n',
  '\ufeffphone;name\r\n"4155552671";"A\nB"',
  'no header\n',
  '',
  '\0\0\0',
  `phone\n${'"'.repeat(5_000)}`,
  Array.from({ length: 300 }, (_, n) => `column ${n}`).join(','),
];

function bodies({ requestBody }: Operation, ids: fc.Arbitrary<string>): fc.Arbitrary<Omit<WildRequest, 'path'>> {
  const { 'application/json': json, 'multipart/form-data': form } = requestBody?.content ?? {};
  if (form) {
    return sometimes(
      anyWay((making) => forms(form.schema!, making), ids),
      jsonBodies({}),
    );
  }
  return json ? jsonBodies(json.schema!) : fc.constant({ headers: {} });

  function jsonBodies(schema: Schema): fc.Arbitrary<Omit<WildRequest, 'path'>> {
    const value = schema['type'] ? anyWay((making) => wild(schema, making), ids) : nasty;
    const body = sometimes(
      value.map((each) => JSON.stringify(each)),
      fc.constantFrom(...brokenBodies),
      10,
    );
    const type = sometimes(fc.constant('application/json'), fc.constantFrom(...wrongTypes), 12);
    return fc.record({ body, headers: type.map((each): Record<string, string> => ({ 'content-type': each })) });
  }
}

function forms(schema: Schema, making: Making): fc.Arbitrary<Omit<WildRequest, 'path'>> {
  const { file: _file, ...properties } = schema['properties'] as Record<string, Schema>;
  const fields = object({ properties, required: schema['required'] }, making).map((all) =>
    Object.entries(all).map(([name, value]) => [name, String(value)] as const),
  );
  const form = fc.record({ file: fc.option(fc.constantFrom(...files), { freq: 8 }), fields });
  return form.map((each) => ({ form: each, headers: {} }));
}

const encoded = (value: unknown) => encodeURIComponent(String(value).slice(0, 5_000).toWellFormed());
const badSegments = fc.oneof(
  // Names that are no ids of ours may be looked up as they are.
  fc.constant('%00'),
  fc.constantFrom('0', '-1', '1.5', 'x', '%E0%A4%A', '%F0%9F%92%A5', '9'.repeat(16), '9'.repeat(40), '%20', '..%2f'),
);
const badQueries = ['%', '%00=%00', '&&=&', 'limit=1&limit=2', 'limit[]=1', 'campaign_id[$ne]=1', 'offset=1e3'];

/**
 * @param ids in place of any id: those that exist, here and elsewhere, in both forms, and those that do not. `path` is of
 *   what the first in the path names; `fields` are of anything.
 */
export function wildRequests(
  template: string,
  operation: Operation,
  ids: { path: fc.Arbitrary<string>; fields: fc.Arbitrary<string> },
): fc.Arbitrary<WildRequest> {
  const parts = template.split(/\{\w+\}/);
  const segment = (id: fc.Arbitrary<string>) => sometimes(id, badSegments, 5);
  const segments = parts.slice(1).map((_, index) => segment(index === 0 ? ids.path : ids.fields));
  const queried = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const parameters = {
    properties: Object.fromEntries(queried.map(({ name, schema }) => [name, schema])),
    required: queried.flatMap(({ name, required }) => (required ? [name] : [])),
  };
  const query = anyWay((making) => object(parameters, making), ids.fields).map((all) =>
    Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}=${encoded(value)}`])),
  );
  const queries = sometimes(
    query,
    fc.constantFrom(...badQueries).map((bad) => [bad]),
    10,
  );
  return fc.tuple(fc.tuple(...segments), queries, bodies(operation, ids.fields)).map(([ids, query, sent]) => {
    const path = String.raw({ raw: parts }, ...ids) + (query.length > 0 ? `?${query.join('&')}` : '');
    return { path, ...sent };
  });
}
