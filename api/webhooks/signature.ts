import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { logSecurityEvent } from '../../shared/logging/security-log.ts';
import type { ApiEnv } from '../http/routes.ts';

/**
 * The form fields of a callback. If a field is repeated, only the last value is kept, as the carrier's documentation
 * says.
 */
export type Params = Record<string, string>;
export type WebhookEnv = { Variables: ApiEnv['Variables'] & { params: Params } };

/**
 * Maximum number of form fields. The carrier sends few fields, so a request with more fields is not from the carrier.
 */
const FIELDS_MAX = 200;

/**
 * Accepts a request only if the carrier has signed exactly this URL and these fields. The URL consists of the
 * configured public base URL and the raw path. The request's headers such as `Host` are not used, because a client can
 * set the headers.
 */
export const requireSignature: MiddlewareHandler<WebhookEnv> = async (c, next) => {
  const ctx = c.get('ctx');
  const { pathname, search } = rawPathAndQuery(c.req.url);
  const fields = new URLSearchParams(c.req.method === 'POST' ? await c.req.text() : '');
  const signed: Record<string, string | string[]> = {};
  for (const name of [...fields.keys()].slice(0, FIELDS_MAX)) {
    const values = fields.getAll(name);
    signed[name] = values.length > 1 ? values : values[0]!;
  }
  const signature = c.req.header('x-twilio-signature') ?? '';
  const url = `${ctx.config.publicBaseUrl}${pathname}${search}`;
  if (signature === '' || !ctx.carrier.hasValidSignature(signature, url, signed) || !isOurAccount(c, signed)) {
    logSecurityEvent(ctx, 'webhook.refused', { path: pathname, reason: 'bad signature' });
    return c.text('The signature does not match this request.', 403);
  }
  c.set('params', Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, [value].flat().at(-1)!])));
  return next();
};

function isOurAccount(
  c: { get(name: 'ctx'): WebhookEnv['Variables']['ctx'] },
  fields: Record<string, unknown>,
): boolean {
  return fields.AccountSid === undefined || fields.AccountSid === c.get('ctx').config.twilio.accountSid;
}

/**
 * Returns path and query exactly as the client sent them. If the path were encoded again, the signature would not
 * match.
 */
function rawPathAndQuery(url: string): { pathname: string; search: string } {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const target = start === -1 ? '/' : url.slice(start);
  const query = target.indexOf('?');
  return query === -1
    ? { pathname: target, search: '' }
    : { pathname: target.slice(0, query), search: target.slice(query) };
}

export const callUuid = z.uuid();
