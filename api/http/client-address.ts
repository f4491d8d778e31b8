import { isIP } from 'node:net';
import type { Context as HonoContext } from 'hono';
import type { Context } from '../../shared/context.ts';

/** The IP address that is used for requests without a socket. Only tests make such requests. */
const NO_ADDRESS = 'none';

/**
 * Returns the IP address of the client, for rate limits. Without trusted proxies, the address is the peer of the
 * socket. Behind trusted proxies, the address is the client address that the outermost trusted proxy saw. Entries
 * further left in X-Forwarded-For come from the client, so these entries prove nothing.
 */
export function clientAddress(c: HonoContext, trustedProxies: number): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  const peer = incoming?.socket?.remoteAddress ?? NO_ADDRESS;
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? [];
  const proxySaw = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  return networkOf(proxySaw !== undefined && isIP(proxySaw) ? proxySaw : peer);
}

/** The settings of the processes that got a request through a proxy, although the number of proxies is not set. */
const behindUnknownProxy = new WeakSet<object>();

/**
 * Detects that a proxy stands in front of the API although `TRUSTED_PROXIES` is not set. All clients then share the
 * address of the proxy: their rate limits, and the numbers of a pool that one address may lease. Logs this once.
 */
export function detectProxy(c: HonoContext, { config, log }: Pick<Context, 'config' | 'log'>): void {
  if (!config.areProxiesUnknown || behindUnknownProxy.has(config)) return;
  if (c.req.header('x-forwarded-for') === undefined && c.req.header('forwarded') === undefined) return;
  behindUnknownProxy.add(config);
  log.warn(`requests come through a proxy, but TRUSTED_PROXIES is not set: ${PROXY_ADVICE}`);
}

const PROXY_ADVICE =
  'Set TRUSTED_PROXIES to the number of your proxies. Until then all clients share the address and the limits of the proxy.';

/** Returns what the operator must do about a proxy; undefined if no unknown proxy was detected. */
export const proxyAdvice = ({ config }: Pick<Context, 'config'>): string | undefined =>
  behindUnknownProxy.has(config) ? PROXY_ADVICE : undefined;

const groupsOf = (part: string | undefined) => (part ? part.split(':') : []);

/**
 * Returns the network that rate limits count. An IPv6 client usually owns a /64 network and could use another IP
 * address for each request. So all addresses of a /64 network count as one client.
 */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const missing = tail === undefined ? 0 : 8 - groupsOf(head).length - groupsOf(tail).length;
  const allGroups = [...groupsOf(head), ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...groupsOf(tail)];
  const prefix = allGroups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
