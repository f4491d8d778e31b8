/**
 * Protects the pages of the operator against DNS rebinding: a page of `http://evil.example` makes its own name resolve to
 * this machine, and then reads our pages as its own. The browser sends the page's name in the header `Host`, so only names
 * that belong to this deployment are accepted.
 */
import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { DomainError } from '../../shared/errors.ts';
import { logSecurityEvent } from '../../shared/logging/security-log.ts';
import type { ApiEnv } from './routes.ts';

/**
 * Refuses a request whose header `Host` names a foreign host. Accepted are IP addresses and names without a dot, such as
 * `localhost` and the names of containers, because nobody can register such a name in the public DNS. Also accepted are
 * PUBLIC_BASE_URL, INTERNAL_HOST and the names of OPERATOR_HOSTS.
 *
 * The middleware throws a DomainError `forbidden`.
 */
export const requireKnownHost: MiddlewareHandler<ApiEnv> = (c, next) => {
  const { publicBaseUrl, internal, operatorHosts } = c.get('ctx').config;
  // The URL of the request has the host of the header. Only a request without the header has another source.
  const host = URL.parse(`http://${c.req.header('host') ?? new URL(c.req.url).host}`)?.hostname ?? '';
  const address = host.replace(/^\[|\]$/g, '');
  const known = [new URL(publicBaseUrl).hostname, internal?.host, ...operatorHosts];
  if (host !== '' && (!host.includes('.') || isIP(address) !== 0 || known.includes(host))) return next();
  logSecurityEvent(c.get('ctx'), 'host.refused', { path: c.req.path, method: c.req.method });
  throw new DomainError(
    'forbidden',
    `The operator's pages are not served under the host name ${host}. If the name is yours, add it to OPERATOR_HOSTS.`,
  );
};
