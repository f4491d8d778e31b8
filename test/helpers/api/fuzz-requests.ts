/** Generates random valid and invalid HTTP requests from the OpenAPI document. */
import * as fc from 'fast-check';
import type { Operation } from './openapi.ts';

type Schema = { [key: string]: unknown };

export type FuzzRequest = {
  /** The path and the query string of the URL, without the prefix `/api`. */
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

/** This generator is created only once, because creating a grapheme generator takes longer than many requests. */
const grapheme = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 0);
const INVALID_TEXTS = ['', ' ', '\0', 'a\0b', '\ud800', '💥é\u202e', 'x'.repeat(20_000), "'; drop table leads; --"];
const EXTREME_NUMBERS = [-1, 0, 0.5, -0.5, 2 ** 31, 2 ** 53, 1e308, -1e308];

/** Unusual texts. A schema may accept an unusual text, so the text can reach the code behind the validation. */
const unusualText = fc.oneof(
  fc.constantFrom('\0', 'a\0b', '\ud800'),
  fc.constantFrom('x'.repeat(200), '💥é\u202e', ' ', "'; drop table leads; --", '9'.repeat(16)),
  fc.string({ unit: 'binary', maxLength: 20 }),
  times,
);

/** Values that no strict schema accepts. */
const invalidValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...INVALID_TEXTS, '%', '__proto__', 'NaN', '1e999', '9'.repeat(16), '9'.repeat(40)),
  fc.constantFrom<unknown>(...EXTREME_NUMBERS, true, null, [], {}, [[]], { a: { b: {} } }, nested(500)),
  fc.string({ unit: 'binary', maxLength: 20 }),
  times,
);

/**
 * If `valid` is true, the generated values match their schemas and pass validation. If `unusual` is true, each
 * generated object has one unusual text.
 */
type Options = { ids: fc.Arbitrary<string>; valid: boolean; unusual?: boolean };

const sometimes = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, times = 6) =>
  fc.oneof({ arbitrary: usual, weight: times }, { arbitrary: rare, weight: 1 });

/** Generates valid values, values with an unusual text, and possibly invalid values, each in a third of all cases. */
const inAllModes = <T>(create: (options: Options) => fc.Arbitrary<T>, ids: fc.Arbitrary<string>) =>
  fc.oneof(create({ ids, valid: true }), create({ ids, valid: true, unusual: true }), create({ ids, valid: false }));

/**
 * Generates values for a schema. If `options.valid` is false, a part of the value is sometimes invalid.
 *
 * @param siblings The number of fields of the object. If an object has many fields, each field is invalid less often,
 *   because otherwise nearly every object would be invalid.
 */
function anyValue(schema: Schema, options: Options, siblings = 1): fc.Arbitrary<unknown> {
  if (options.valid) return validValue(schema, options);
  const hard = unusualTextFor(schema);
  const wrong = hard ? sometimes(hard, invalidValue, 3) : invalidValue;
  return sometimes(validValue(schema, options), wrong, 3 + 2 * siblings);
}

/** Returns a generator of unusual texts for a schema, or undefined if values of the schema are not texts. */
function unusualTextFor(schema: Schema): fc.Arbitrary<unknown> | undefined {
  if (schema['items']) return unusualTextFor(schema['items'] as Schema)?.map((item) => [item]);
  const isText = [schema['type']].flat().includes('string') && !schema['enum'] && schema['format'] !== 'uuid';
  if (!isText) return undefined;
  return schema['format'] === 'uri' ? unusualText.map((text) => `https://example.com/${text}`) : unusualText;
}

function validValue(schema: Schema, options: Options): fc.Arbitrary<unknown> {
  if (Array.isArray(schema['anyOf']))
    return fc.oneof(...schema['anyOf'].map((each) => validValue(each as Schema, options)));
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...schema['enum']);
  // A member that takes any JSON value has a schema without a type.
  if (schema['type'] === undefined) return fc.jsonValue({ maxDepth: 2 });
  const types = [schema['type']].flat() as string[];
  return fc.oneof(...types.map((type) => ofType(type, schema, options)));
}

function ofType(type: string, schema: Schema, options: Options): fc.Arbitrary<unknown> {
  const { minimum: min = -1_000, maximum: max = 1_000 } = schema as { minimum?: number; maximum?: number };
  if (type === 'null') return fc.constant(null);
  // CallCenter Pro returns ids as integers and the dialer returns uuids. Each API accepts integers and uuids.
  if (schema['format'] === 'uuid') return options.ids;
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min, max });
    case 'number':
      // Valid numbers have only two decimals here. The API rejects amounts of money with many decimals, but the
      // document has no rule for decimals.
      if (options.valid) return fc.integer({ min: Math.ceil(min * 100), max: max * 100 }).map((cents) => cents / 100);
      return fc.double({ min, max, noNaN: true });
    case 'array':
      return fc.array(anyValue(schema['items'] as Schema, options), { maxLength: 3 });
    case 'object':
      return object(schema, options);
    case 'string':
      return text(schema, options);
    default:
      throw new Error(`The document has a schema of type ${type}, for which this file creates no values.`);
  }
}

function text(schema: Schema, { valid }: Options): fc.Arbitrary<string> {
  const { format, pattern, example, minLength = 0, maxLength = 50 } = schema as Record<string, string & number>;
  if (format === 'email') return valid ? fc.constant('jane@example.com') : fc.emailAddress();
  if (format === 'date-time') return valid ? usualTimes : fc.oneof(usualTimes, times);
  if (format === 'uri') return fc.webUrl({ validSchemes: valid ? ['https'] : ['http', 'https'] });
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (example !== undefined) return valid ? fc.constant(example) : sometimes(fc.constant(example), times, 1);
  return fc.string({ unit: grapheme, minLength, maxLength: Math.min(maxLength, 50) });
}

function object(schema: Schema, options: Options): fc.Arbitrary<object> {
  const known = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const model = Object.fromEntries(known.map(([name, each]) => [name, anyValue(each, options, known.length)]));
  const required = (schema['required'] ?? []) as string[];
  const complete = fc.record(model, { requiredKeys: required });
  const hard = known.flatMap(([name, each]) => {
    const text = options.unusual && unusualTextFor(each);
    return text ? [fc.record({ ...model, [name]: text }, { requiredKeys: [...required, name] })] : [];
  });
  if (options.valid) return hard.length > 0 ? fc.oneof(...hard) : complete;
  const partial = fc.record(model, { requiredKeys: [] });
  const { additionalProperties: others } = schema;
  const free = typeof others === 'object' && others !== null ? anyValue(others as Schema, options) : invalidValue;
  const names = fc.constantFrom('colour', '__proto__', 'constructor', 'a\0b', '', 'id', 'tenant_id', 'x'.repeat(300));
  const extra = fc.tuple(names, free).map(([name, value]) => Object.fromEntries([[name, value]]));
  const merged = fc.tuple(sometimes(complete, partial), sometimes(fc.constant({}), extra, others ? 1 : 6));
  // The code uses no spread syntax, because spread syntax would drop a field named "__proto__".
  return merged.map((parts) => Object.fromEntries(parts.flatMap((part) => Object.entries(part))));
}

const MALFORMED_BODIES = [
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
const WRONG_CONTENT_TYPES = [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/xml',
  ';;',
];
const FILES = [
  'phone\n+14155552671\n',
  '\ufeffphone;name\r\n"4155552671";"A\nB"',
  'no header\n',
  '',
  '\0\0\0',
  `phone\n${'"'.repeat(5_000)}`,
  Array.from({ length: 300 }, (_, n) => `column ${n}`).join(','),
];

function bodies({ requestBody }: Operation, ids: fc.Arbitrary<string>): fc.Arbitrary<Omit<FuzzRequest, 'path'>> {
  const { 'application/json': json, 'multipart/form-data': form } = requestBody?.content ?? {};
  if (form) {
    return sometimes(
      inAllModes((options) => forms(form.schema!, options), ids),
      jsonBodies({}),
    );
  }
  return json ? jsonBodies(json.schema!) : fc.constant({ headers: {} });

  function jsonBodies(schema: Schema): fc.Arbitrary<Omit<FuzzRequest, 'path'>> {
    const value = schema['type'] ? inAllModes((options) => anyValue(schema, options), ids) : invalidValue;
    const body = sometimes(
      value.map((each) => JSON.stringify(each)),
      fc.constantFrom(...MALFORMED_BODIES),
      10,
    );
    const type = sometimes(fc.constant('application/json'), fc.constantFrom(...WRONG_CONTENT_TYPES), 12);
    return fc.record({ body, headers: type.map((each): Record<string, string> => ({ 'content-type': each })) });
  }
}

function forms(schema: Schema, options: Options): fc.Arbitrary<Omit<FuzzRequest, 'path'>> {
  const { file: _file, ...properties } = schema['properties'] as Record<string, Schema>;
  const fields = object({ properties, required: schema['required'] }, options).map((all) =>
    Object.entries(all).map(([name, value]) => [name, String(value)] as const),
  );
  const form = fc.record({ file: fc.option(fc.constantFrom(...FILES), { freq: 8 }), fields });
  return form.map((each) => ({ form: each, headers: {} }));
}

const encoded = (value: unknown) => encodeURIComponent(String(value).slice(0, 5_000).toWellFormed());
const INVALID_SEGMENTS = fc.oneof(
  // Some path parameters are ids of the carrier. We do not check their form, so they reach the database unchanged.
  fc.constant('%00'),
  fc.constantFrom('0', '-1', '1.5', 'x', '%E0%A4%A', '%F0%9F%92%A5', '9'.repeat(16), '9'.repeat(40), '%20', '..%2f'),
);
const MALFORMED_QUERIES = ['%', '%00=%00', '&&=&', 'limit=1&limit=2', 'limit[]=1', 'campaign_id[$ne]=1', 'offset=1e3'];

/**
 * Generates random requests for one route.
 *
 * @param ids Ids that exist and ids that do not exist, as integers and as uuids. `path` generates the first id in the
 *   path, and `fields` generates all other ids.
 */
export function fuzzRequests(
  template: string,
  operation: Operation,
  ids: { path: fc.Arbitrary<string>; fields: fc.Arbitrary<string> },
): fc.Arbitrary<FuzzRequest> {
  const parts = template.split(/\{\w+\}/);
  const segment = (id: fc.Arbitrary<string>) => sometimes(id, INVALID_SEGMENTS, 5);
  const segments = parts.slice(1).map((_, index) => segment(index === 0 ? ids.path : ids.fields));
  const queried = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const parameters = {
    properties: Object.fromEntries(queried.map(({ name, schema }) => [name, schema])),
    required: queried.flatMap(({ name, required }) => (required ? [name] : [])),
  };
  const query = inAllModes((options) => object(parameters, options), ids.fields).map((all) =>
    Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}=${encoded(value)}`])),
  );
  const queries = sometimes(
    query,
    fc.constantFrom(...MALFORMED_QUERIES).map((bad) => [bad]),
    10,
  );
  return fc.tuple(fc.tuple(...segments), queries, bodies(operation, ids.fields)).map(([ids, query, sent]) => {
    const path = String.raw({ raw: parts }, ...ids) + (query.length > 0 ? `?${query.join('&')}` : '');
    return { path, ...sent };
  });
}
