import { isIP } from 'node:net';
import type { Context as HonoContext } from 'hono';

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
