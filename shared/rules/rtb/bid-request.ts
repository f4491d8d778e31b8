/**
 * The request to a bidder (the ping), built from the template of the target.
 *
 * A template is parsed before it is filled: values of the parsed JSON, form or query are replaced, and the result is
 * encoded again. No text is concatenated. So a caller's number that contains quotes, braces or ampersands stays one
 * value.
 */
import type { callerData, visitData } from './ping-data.ts';

/** The placeholders of the documented request, which the default body contains. */
const DOCUMENTED = [
  'requestId',
  'campaignId',
  'callerId',
  'calledNumber',
  'callStartTime',
  'minBid',
  'maxBid',
  'currency',
] as const;
/** Further placeholders. `{tags.zip}` is the tag `zip` that the page sent about the visitor. */
const FURTHER = [
  'callerIdNational',
  'callerIdHash',
  'callerAreaCode',
  'callerState',
  'callerCountry',
  'publisherId',
  'utmSource',
  'utmMedium',
  'utmCampaign',
  'utmContent',
  'utmTerm',
  'gclid',
  'fbclid',
  'msclkid',
  'page',
] as const satisfies readonly (keyof ReturnType<typeof callerData> | keyof ReturnType<typeof visitData>)[];

type Value = string | number | null;
/** The values of a request. A tag has the name `tags.` with its own name. A value that is absent is empty. */
export type PingValues = Record<(typeof DOCUMENTED)[number], Value> & { [name: string]: Value };

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

export type PingTemplate = {
  endpointUrl: string;
  httpMethod: HttpMethod;
  contentType: string;
  /** Further HTTP headers: name and template of the value. */
  headers: Record<string, string>;
  /** Template of the request body. Null means the default body: a JSON object or form with all placeholders. */
  requestBody: string | null;
};

export type Ping = { url: string; body: string | undefined; headers?: Record<string, string> };

type Problem = { field: keyof PingTemplate; message: string };

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Marks a string that stands for a placeholder written without quotes. A placeholder without quotes keeps the type of
 * its value, so a number stays a number.
 */
const UNQUOTED_MARK = '\u0001';

const PLACEHOLDER = /\{([A-Za-z]\w*(?:\.[\w-]{1,64})?)\}/g;

const mediaType = (contentType: string): string => contentType.split(';')[0]!.trim().toLowerCase();

/**
 * Returns why a template cannot be filled, and the field to correct. Returns undefined if the template can be filled.
 */
export function templateProblem(template: PingTemplate, { isPost = false } = {}): Problem | undefined {
  const findUnknownPlaceholder = (text: string) => findPlaceholder(text, (name) => !isPlaceholder(name, isPost));
  const { endpointUrl, contentType, requestBody } = template;
  const { origin, pathname, searchParams } = new URL(endpointUrl);
  if (/[{}]|%7[bd]/i.test(origin + pathname))
    return { field: 'endpointUrl', message: 'may contain placeholders only in its query' };
  const inQuery = findUnknownPlaceholder([...searchParams.values()].join(' '));
  if (inQuery) return { field: 'endpointUrl', message: unknownPlaceholderMessage(inQuery) };
  const headers = headersProblem(template.headers, findUnknownPlaceholder);
  if (headers) return { field: 'headers', message: headers };
  if (![JSON_TYPE, FORM_TYPE].includes(mediaType(contentType)))
    return { field: 'contentType', message: `must be ${JSON_TYPE} or ${FORM_TYPE}` };
  if (requestBody === null) return undefined;
  try {
    fillBody(template, requestBody, exampleValues);
  } catch {
    return {
      field: 'requestBody',
      message: 'must be valid JSON, with placeholders as values: { "caller": "{callerId}" }',
    };
  }
  const inBody = findUnknownPlaceholder(stringsIn(template, requestBody).join(' '));
  return inBody ? { field: 'requestBody', message: unknownPlaceholderMessage(inBody) } : undefined;
}

/** Returns the request to one bidder: the template filled with the values of the call. */
export function fillPing(template: PingTemplate, values: PingValues): Ping {
  const url = new URL(template.endpointUrl);
  const templateQuery = [...url.searchParams];
  const query = templateQuery.map(([name, value]): [string, string] => [name, fillText(value, values)]);
  // If a GET request has no placeholders, all values are added to the query, because the bidder must learn about the
  // call.
  const hasPlaceholders = templateQuery.some(([, value], i) => value !== query[i]![1]);
  const added = template.httpMethod === 'GET' && !hasPlaceholders ? fieldsOf(values) : [];
  url.search = new URLSearchParams([...query, ...added]).toString();
  const filled = Object.entries(template.headers).map(([name, value]) => [name, toHeaderText(fillText(value, values))]);
  const headers = filled.length === 0 ? {} : { headers: Object.fromEntries(filled) as Record<string, string> };
  if (template.httpMethod === 'GET') return { url: url.href, body: undefined, ...headers };
  return { url: url.href, body: fillBody(template, template.requestBody, values), ...headers };
}

/** A header holds printable ASCII only. Other characters of a value, such as a line break, are left out. */
const toHeaderText = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '').trim();

/** Headers that the client sets. `host` and the lengths would send the request to another server or break it. */
const OWN_HEADERS = /^(?:host|connection|content-.*|transfer-encoding|expect|upgrade|keep-alive|proxy-.*|te|trailer)$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

function headersProblem(
  headers: Record<string, string>,
  findUnknownPlaceholder: (text: string) => string | undefined,
): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) return `must have names of HTTP headers, not "${name}"`;
    if (OWN_HEADERS.test(name)) return `must not contain ${name}, which the request sets itself`;
    const unknown = findUnknownPlaceholder(value);
    if (unknown) return unknownPlaceholderMessage(unknown);
  }
  return undefined;
}

/** Whether the request of a target contains a placeholder. */
export const usesPlaceholder = ({ endpointUrl, requestBody, headers }: PingTemplate, name: string): boolean =>
  [endpointUrl, requestBody ?? '', ...Object.values(headers)].some((text) => {
    return text.includes(`{${name}}`) || text.includes(`%7B${name}%7D`);
  });

function fillBody({ contentType }: PingTemplate, template: string | null, values: PingValues): string {
  if (mediaType(contentType) === FORM_TYPE) {
    const fields = template === null ? fieldsOf(values) : [...new URLSearchParams(template)];
    return new URLSearchParams(
      fields.map(([name, value]): [string, string] => [name, fillText(value, values)]),
    ).toString();
  }
  if (template === null) return JSON.stringify(documented(values));
  return JSON.stringify(fillDeep(parseTemplate(template), values));
}

/**
 * Parses a JSON template. Users write `{ "min": {minBid} }`, which is not JSON. So a placeholder outside quotes is
 * first replaced with a marked string.
 */
function parseTemplate(template: string): unknown {
  const quoted = template.replaceAll(
    /"(?:[^"\\]|\\.)*"|\{([A-Za-z]\w*(?:\.[\w-]{1,64})?)\}/g,
    (token, name: string | undefined) => (name === undefined ? token : JSON.stringify(`${UNQUOTED_MARK}${name}`)),
  );
  return JSON.parse(quoted);
}

function fillDeep(value: unknown, values: PingValues): unknown {
  if (typeof value === 'string')
    return value.startsWith(UNQUOTED_MARK) ? (values[value.slice(1)] ?? null) : fillText(value, values);
  if (Array.isArray(value)) return value.map((each) => fillDeep(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fillDeep(each, values)]));
}

function fillText(text: string, values: PingValues): string {
  // The text is filled in one pass, so placeholders inside inserted values are not replaced.
  return text.replaceAll(PLACEHOLDER, (token, name: string) =>
    isPlaceholder(name, true) ? String(values[name] ?? '') : token,
  );
}

/** The post may also contain the price of the bid, and what the bidder answered to the ping: `{bid}` and `{reply.bidId}`. */
const isPostPlaceholder = (name: string): boolean => name === 'bid' || name.startsWith('reply.');

const isPlaceholder = (name: string, isPost: boolean): boolean =>
  name.startsWith('tags.') ||
  (isPost && isPostPlaceholder(name)) ||
  [...DOCUMENTED, ...FURTHER].some((each) => each === name);

const documented = (values: PingValues) => Object.fromEntries(DOCUMENTED.map((name) => [name, values[name] ?? null]));

const fieldsOf = (values: PingValues): [string, string][] =>
  Object.entries(documented(values)).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));

function stringsIn(template: PingTemplate, requestBody: string): string[] {
  if (mediaType(template.contentType) === FORM_TYPE) return [...new URLSearchParams(requestBody).values()];
  const strings: string[] = [];
  JSON.stringify(parseTemplate(requestBody), (_name, value: unknown) => {
    if (typeof value === 'string') strings.push(value.startsWith(UNQUOTED_MARK) ? `{${value.slice(1)}}` : value);
    return value;
  });
  return strings;
}

const findPlaceholder = (text: string, matches: (name: string) => boolean): string | undefined =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).find(matches);

const unknownPlaceholderMessage = (name: string) =>
  `contains an unknown placeholder {${name}}; use one of: ${[...DOCUMENTED, ...FURTHER].join(', ')}, tags.<name>`;

const exampleValues: PingValues = {
  requestId: 'req_1',
  campaignId: 'c',
  callerId: '+14155551234',
  calledNumber: null,
  callStartTime: '2025-01-01T00:00:00Z',
  minBid: 0,
  maxBid: null,
  currency: 'USD',
};
