/**
 * Query parameters. A parameter that the route does not have is refused, because a list without its filter would show
 * every row. Both APIs accept the names of both documents: `campaign_id` and `campaignId`, `page` and `offset`.
 */
import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { invalidField } from '../../../shared/errors.ts';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../pagination.ts';

const toCamelCase = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
export const toSnakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Returns the query schema of a route, which refuses other parameters. A schema that says `looseObject` accepts every
 * parameter: the senders of those requests are not our API clients.
 */
export function strictQuery(query: unknown): z.ZodObject {
  if (query === undefined) return z.strictObject({});
  if (!(query instanceof z.ZodObject)) throw new Error('The query of a route must be an object schema.');
  return query.def.catchall === undefined ? query.strict() : query;
}

/**
 * Creates the middleware that gives each query parameter the name that the route knows.
 *
 * @throws DomainError `validation_failed` if a parameter has both names, or if the request has `page` and `offset`
 */
export function acceptNamesOfBothApis(query: z.ZodObject): MiddlewareHandler {
  const known = new Set(Object.keys(query.shape));
  const knownName = (name: string) =>
    known.has(name) ? name : [toCamelCase(name), toSnakeCase(name)].find((each) => known.has(each));
  return (c, next) => {
    const url = new URL(c.req.url);
    const given = [...url.searchParams];
    const renamed = new URLSearchParams();
    for (const [name, value] of given) {
      const to = knownName(name) ?? name;
      if (to !== name && url.searchParams.has(to)) throw invalidField(name, `Send ${to} or ${name}, not both.`);
      renamed.append(to, value);
    }
    if (known.has('offset') && url.searchParams.has('page')) {
      if (renamed.has('offset')) throw invalidField('page', 'Send page or offset, not both.');
      if (!known.has('page')) replacePage(renamed);
    }
    if (renamed.toString() !== url.searchParams.toString()) {
      url.search = renamed.toString();
      const { method, headers, signal } = c.req.raw;
      c.req.raw = new Request(url, { method, headers, signal });
    }
    return next();
  };
}

/** Replaces `page` with the `offset` of the page. The schema of the route checks `limit` and the offset. */
function replacePage(query: URLSearchParams): void {
  const page = query.get('page') ?? '';
  if (!/^[1-9]\d{0,6}$/.test(page)) throw invalidField('page', 'page must be a whole number from 1 to 9999999.');
  const limit = Math.min(Number(query.get('limit') ?? PAGE_LIMIT_DEFAULT) || PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX);
  query.delete('page');
  query.set('limit', String(limit));
  query.set('offset', String((Number(page) - 1) * limit));
}
