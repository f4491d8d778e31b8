import { isIP } from 'node:net';
import type { Context as HonoContext } from 'hono';

/** Requests made without a socket, as tests do, come from one place. */
const NOWHERE = 'none';

/**
 * Where a request comes from, as limits count it: the peer of the socket or, with proxies of ours in front, what the
 * outermost of them saw. What stands further left in X-Forwarded-For was written by the client and proves nothing.
 */
export function clientAddress(c: HonoContext, trustedProxies: number): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  const peer = incoming?.socket?.remoteAddress ?? NOWHERE;
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? [];
  const seen = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  return network(seen !== undefined && isIP(seen) ? seen : peer);
}

const groups = (part: string | undefined) => (part ? part.split(':') : []);

/** An IPv6 client owns a whole /64 and could use another address of it for each request. */
function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...groups(tail)];
  const prefix = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
