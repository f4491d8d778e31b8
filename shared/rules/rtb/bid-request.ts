/**
 * What a bidder is asked, from the template its owner wrote. Templates are filled as data: JSON is parsed first and its
 * values replaced, forms and queries are parsed and encoded again. Text is never pasted into text, so a caller's number
 * that holds quotes, braces or ampersands stays a value.
 */
export const placeholders = [
  'requestId',
  'campaignId',
  'callerId',
  'calledNumber',
  'callStartTime',
  'minBid',
  'maxBid',
  'currency',
] as const;
export type Placeholder = (typeof placeholders)[number];
export type PingValues = Record<Placeholder, string | number | null>;

export type PingTemplate = {
  endpointUrl: string;
  httpMethod: 'GET' | 'POST' | 'PUT' | 'PATCH';
  contentType: string;
  /** Null: the documented request. */
  requestBody: string | null;
};

export type Ping = { url: string; body: string | undefined };

type Problem = { field: keyof PingTemplate; message: string };

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Begins a value that stands for a placeholder written without quotes, which keeps its type. */
const TYPED = '\u0001';

const PLACEHOLDER = /\{([A-Za-z]\w*)\}/g;

const mediaType = (contentType: string): string => contentType.split(';')[0]!.trim().toLowerCase();

/** Why a template cannot be filled; undefined when it can. */
export function templateProblem(template: PingTemplate): Problem | undefined {
  const { endpointUrl, contentType, requestBody } = template;
  const { origin, pathname, searchParams } = new URL(endpointUrl);
  if (/[{}]|%7[bd]/i.test(origin + pathname))
    return { field: 'endpointUrl', message: 'may have placeholders in its query only' };
  const inQuery = unknownIn([...searchParams.values()].join(' '));
  if (inQuery) return { field: 'endpointUrl', message: unknownMessage(inQuery) };
  if (![JSON_TYPE, FORM_TYPE].includes(mediaType(contentType)))
    return { field: 'contentType', message: `must be ${JSON_TYPE} or ${FORM_TYPE}` };
  if (requestBody === null) return undefined;
  try {
    bodyOf(template, requestBody, example);
  } catch {
    return {
      field: 'requestBody',
      message: 'must be valid JSON, with placeholders as values: { "caller": "{callerId}" }',
    };
  }
  const inBody = unknownIn(stringsIn(template, requestBody).join(' '));
  return inBody ? { field: 'requestBody', message: unknownMessage(inBody) } : undefined;
}

/** The request for one bidder. */
export function fillPing(template: PingTemplate, values: PingValues): Ping {
  const url = new URL(template.endpointUrl);
  const written = [...url.searchParams];
  const query = written.map(([name, value]): [string, string] => [name, filled(value, values)]);
  // A GET that says nothing about the call would ask for a bid on nothing.
  const saysNothing = written.every(([, value], i) => value === query[i]![1]);
  const added = template.httpMethod === 'GET' && saysNothing ? fieldsOf(values) : [];
  url.search = new URLSearchParams([...query, ...added]).toString();
  if (template.httpMethod === 'GET') return { url: url.href, body: undefined };
  return { url: url.href, body: bodyOf(template, template.requestBody, values) };
}

function bodyOf({ contentType }: PingTemplate, template: string | null, values: PingValues): string {
  if (mediaType(contentType) === FORM_TYPE) {
    const fields = template === null ? fieldsOf(values) : [...new URLSearchParams(template)];
    return new URLSearchParams(
      fields.map(([name, value]): [string, string] => [name, filled(value, values)]),
    ).toString();
  }
  if (template === null) return JSON.stringify(values);
  return JSON.stringify(filledDeep(parseTemplate(template), values));
}

/** `{ "min": {minBid} }` is no JSON, but what everybody writes: outside strings a placeholder is a value by itself. */
function parseTemplate(template: string): unknown {
  const quoted = template.replaceAll(/"(?:[^"\\]|\\.)*"|\{([A-Za-z]\w*)\}/g, (token, name: string | undefined) =>
    name === undefined ? token : JSON.stringify(`${TYPED}${name}`),
  );
  return JSON.parse(quoted);
}

function filledDeep(value: unknown, values: PingValues): unknown {
  if (typeof value === 'string')
    return value.startsWith(TYPED) ? (values[value.slice(1) as Placeholder] ?? null) : filled(value, values);
  if (Array.isArray(value)) return value.map((each) => filledDeep(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filledDeep(each, values)]));
}

function filled(text: string, values: PingValues): string {
  // One pass: what a value brings along is not looked at again.
  return text.replaceAll(PLACEHOLDER, (token, name: string) =>
    isPlaceholder(name) ? String(values[name] ?? '') : token,
  );
}

const isPlaceholder = (name: string): name is Placeholder => (placeholders as readonly string[]).includes(name);

const fieldsOf = (values: PingValues): [string, string][] =>
  Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));

function stringsIn(template: PingTemplate, requestBody: string): string[] {
  if (mediaType(template.contentType) === FORM_TYPE) return [...new URLSearchParams(requestBody).values()];
  const strings: string[] = [];
  JSON.stringify(parseTemplate(requestBody), (_name, value: unknown) => {
    if (typeof value === 'string') strings.push(value.startsWith(TYPED) ? `{${value.slice(1)}}` : value);
    return value;
  });
  return strings;
}

const unknownIn = (text: string): string | undefined =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).find((name) => !isPlaceholder(name));

const unknownMessage = (name: string) => `has no placeholder {${name}}; there are: ${placeholders.join(', ')}`;

const example: PingValues = {
  requestId: 'req_1',
  campaignId: 'c',
  callerId: '+14155551234',
  calledNumber: null,
  callStartTime: '2025-01-01T00:00:00Z',
  minBid: 0,
  maxBid: null,
  currency: 'USD',
};
