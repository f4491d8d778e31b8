import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Context } from '../../shared/context.ts';
import { DomainError } from '../../shared/errors.ts';
import { logSecurityEvent } from '../../shared/logging/security-log.ts';
import { errorResponse } from '../http/errors.ts';
import type { ApiEnv } from '../http/routes.ts';
import { createRefusals } from './refusals.ts';

/**
 * The form fields of a callback. If a field is repeated, only the last value is kept, as the carrier's documentation
 * says.
 */
export type Params = Record<string, string>;
export type WebhookEnv = { Variables: ApiEnv['Variables'] & { params: Params } };

/**
 * Maximum number of form fields. The carrier sends fewer than 50 fields, so a request with more fields is not from the
 * carrier.
 */
const FIELDS_MAX = 200;
/** Maximum size of a callback. The carrier's longest field is a transcript with a few thousand characters. */
const BODY_BYTES_MAX = 65_536;
/** A signature is an HMAC-SHA1 in base64: 20 bytes, so 28 characters. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;

const TOO_LARGE = `A callback must have at most ${FIELDS_MAX} fields and ${BODY_BYTES_MAX} bytes.`;
const refuseLarge = (c: HonoContext) => errorResponse(c, 413, new DomainError('payload_too_large', TOO_LARGE));
const limitBody = bodyLimit({ maxSize: BODY_BYTES_MAX, onError: refuseLarge });

/**
 * Creates the middlewares that accept a request only if the carrier has signed exactly this URL and these fields. The
 * URL consists of the configured public base URL and the raw path. The request's headers such as `Host` are not used,
 * because a client can set the headers.
 *
 * A request without the form of a signature is refused before the body is read, because anybody can send such a
 * request.
 */
export function createSignatureChecks(ctx: Context): MiddlewareHandler<WebhookEnv>[] {
  const refusals = createRefusals(ctx);

  async function refuse(c: HonoContext<WebhookEnv>) {
    logSecurityEvent(c.get('ctx'), 'webhook.refused', { path: c.req.path, reason: 'bad signature' });
    const isAboveLimit = await refusals.recordRefusal(addressOf(c));
    if (isAboveLimit) return refuseForNow(c);
    return errorResponse(c, 403, new DomainError('forbidden', 'The signature does not match this request.'));
  }

  return [
    async (c, next) => {
      if (!SIGNATURE.test(signatureOf(c))) return refuse(c);
      if (await refusals.isBlocked(addressOf(c))) return refuseForNow(c);
      return next();
    },
    limitBody,
    async (c, next) => {
      const { pathname, search } = rawPathAndQuery(c.req.url);
      const url = `${ctx.config.publicBaseUrl}${pathname}${search}`;
      const isPost = c.req.method === 'POST';
      // A GET request has its fields in the query, and the signature of the URL covers the query.
      const fields = readFields(isPost ? await c.req.text() : search.slice(1));
      if (!fields) return refuseLarge(c);
      const isSigned = ctx.carrier.hasValidSignature(signatureOf(c), url, isPost ? fields : {});
      if (!isSigned || !isOurAccount(ctx, fields)) return refuse(c);
      refusals.recordAccepted(addressOf(c));
      c.set(
        'params',
        Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value].flat().at(-1)!])),
      );
      return next();
    },
  ];
}

const addressOf = (c: HonoContext<WebhookEnv>) => c.get('ctx').clientAddress ?? 'none';
const signatureOf = (c: HonoContext) => c.req.header('x-twilio-signature') ?? '';

function refuseForNow(c: HonoContext) {
  const message = 'Too many requests with a wrong signature came from this address. Try again in a minute.';
  return errorResponse(c, 429, new DomainError('too_many_requests', message));
}

/** Reads the form in one pass. Returns undefined if the form has too many fields. */
function readFields(form: string): Record<string, string | string[]> | undefined {
  const fields = new Map<string, string | string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(form)) {
    count += 1;
    if (count > FIELDS_MAX) return undefined;
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : [earlier, value].flat());
  }
  return Object.fromEntries(fields);
}

function isOurAccount({ config }: Context, fields: Record<string, unknown>): boolean {
  return fields.AccountSid === undefined || fields.AccountSid === config.twilio.accountSid;
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
