/** Random changes of a valid request. All random numbers come from the seed, so a run can be repeated. */
import type { Random } from '../simulator/random.ts';
import type { Endpoint, FuzzRequest } from './endpoints.ts';

/** Maximum length of a header value or path. Node refuses requests with more than 16 KB of headers. */
const LINE_LENGTH_MAX = 6_000;
const MB = 1_048_576;

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random.uniform() * items.length)]!;
const whole = (random: Random, min: number, max: number) => Math.floor(random.between(min, max));

/** Texts that often break parsers, or that make a search with a regular expression slow. */
const PIECES = [
  '/',
  ' ',
  'a',
  '.',
  '0',
  '"',
  '\\',
  '%',
  '%00',
  '&',
  '=',
  ',',
  ';',
  ':',
  '-',
  '_',
  '@',
  '+',
  '<',
  '[',
  '{',
];
const TEXTS = ['\u0000', '\u202e', '💥', '\ufeff', '__proto__', 'constructor', '../..', "' or 1=1 --", '${7*7}', 'NaN'];
const NUMBERS = ['-1', '0', '1e308', '9007199254740993', '1e999', '-0', '0.1'];

function text(random: Random, lengthMax: number): string {
  if (random.uniform() < 0.3) return pick(random, TEXTS);
  return (
    pick(random, PIECES)
      .repeat(whole(random, 1, lengthMax))
      .slice(0, lengthMax) + pick(random, ['', '!', '\u0001'])
  );
}

/** Large bodies that were once expensive. */
const LARGE_BODIES: readonly ((random: Random) => string)[] = [
  (random) => 'a&'.repeat(whole(random, 1, MB / 2)),
  (random) => Array.from({ length: whole(random, 1, 60_000) }, (_, n) => `f${n}=${n}`).join('&'),
  (random) => `{${Array.from({ length: whole(random, 1, 60_000) }, (_, n) => `"f${n}":${n}`).join()}}`,
  (random) => `{${Array.from({ length: whole(random, 1, 5_000) }, () => '"email":"a"').join()}}`,
  (random) => '{"a":'.repeat(whole(random, 1, 100_000)),
  (random) => '['.repeat(whole(random, 1, MB)),
  (random) => JSON.stringify({ email: text(random, MB), password: text(random, MB / 2) }),
  (random) =>
    JSON.stringify({ tagCode: 'landing_page_2025', page: `/x${text(random, 8_000)}`, referrer: text(random, 8_000) }),
  (random) => ' '.repeat(whole(random, 1, MB)),
];

function mutateJson(random: Random, body: string): string {
  try {
    const value = JSON.parse(body) as Record<string, unknown>;
    const names = Object.keys(value);
    const name = names.length > 0 && random.uniform() < 0.8 ? pick(random, names) : text(random, 100);
    const values: unknown[] = [text(random, 20_000), Number(pick(random, NUMBERS)), null, [], {}, [[{}]], true];
    return JSON.stringify({ ...value, [name]: pick(random, values) });
  } catch {
    return body + text(random, 100);
  }
}

function mutateBytes(random: Random, body: string): string {
  const at = whole(random, 0, body.length);
  const changes = [
    () => body.slice(0, at),
    () => body.slice(0, at) + text(random, 1_000) + body.slice(at),
    () => body.slice(0, at) + body.slice(at, at + 20).repeat(whole(random, 2, 2_000)) + body.slice(at),
    () => body.slice(0, at) + body.slice(at + whole(random, 1, 20)),
  ];
  return pick(random, changes)();
}

/** A header value must be Latin-1 without control characters, or the client refuses to send it. */
const headerText = (value: string) => value.replaceAll(/[^\x20-\xff]/g, '?').trim();

function mutateHeaders(random: Random, headers: Record<string, string>): Record<string, string> {
  const names = ['authorization', 'cookie', 'content-type', 'origin', 'x-forwarded-for', 'x-request-id', 'accept'];
  const more = ['x-twilio-signature', 'x-api-key', 'idempotency-key', 'sec-fetch-site', 'if-none-match', 'user-agent'];
  const prefix = pick(random, ['', 'Bearer ', 'Basic ', 'sid=', 'application/json; ', 'https://']);
  return { ...headers, [pick(random, [...names, ...more])]: headerText(prefix + text(random, LINE_LENGTH_MAX)) || 'x' };
}

function mutatePath(random: Random, path: string): string {
  const addition = encodeURI(text(random, 1_000).toWellFormed()).slice(0, LINE_LENGTH_MAX);
  return pick(random, [`${path}?${addition}`, `${path}/${addition}`, `${path}?limit=${addition}&limit=${addition}`]);
}

/** Returns a request to the endpoint with one to four random changes. */
export function mutateRequest(random: Random, endpoint: Endpoint): FuzzRequest {
  let { method, path, headers, body } = endpoint;
  for (let change = whole(random, 1, 5); change > 0; change -= 1) {
    const kind = random.uniform();
    if (kind < 0.3 && body !== undefined) body = mutateJson(random, body);
    else if (kind < 0.5 && body !== undefined) body = mutateBytes(random, body);
    else if (kind < 0.6 && body !== undefined) body = pick(random, LARGE_BODIES)(random);
    else if (kind < 0.8) headers = mutateHeaders(random, headers);
    else if (kind < 0.95) path = mutatePath(random, path);
    else method = pick(random, ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']);
  }
  if (method === 'GET' || method === 'HEAD') return { method, path, headers };
  return { method, path, headers, ...(body !== undefined && { body }) };
}
