/**
 * Keeps requests to addresses that tenants wrote (bidders, webhooks) out of private networks. A name is judged by what it
 * resolves to at the moment of connecting, so neither a literal, nor a name that changes its mind, nor a redirect (none
 * is followed) leads inside. `EGRESS_ALLOW_CIDRS` opens networks on purpose.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';

/** Larger answers are cut off: a bid is a few hundred bytes. */
export const RESPONSE_BYTES_MAX = 65_536;

/** IANA's special-purpose address registries: everything that is not the public Internet. */
const NON_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Global unicast is 2000::/3 alone; within it, tunnels that carry another address, documentation and benchmarks are not. */
const GLOBAL_V6 = ['2000::/3'];
const NON_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

/** What a public bidder listens on; networks that are allowed on purpose may use any port, and plain HTTP. */
const PUBLIC_PORTS = new Set(['', '443', '8443']);

const blockList = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return list;
};

const nonPublicV4 = blockList(NON_PUBLIC_V4);
const globalV6 = blockList(GLOBAL_V6);
const nonPublicV6 = blockList(NON_PUBLIC_V6);

/** Whether an address, v4 or v6, is on the public Internet. */
export function isPublicAddress(text: string): boolean {
  const address = text.replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 4) return !nonPublicV4.check(address, 'ipv4');
  // An address of the other family in disguise (::ffff:127.0.0.1) is not global unicast, so it is refused here.
  return family === 6 && globalV6.check(address, 'ipv6') && !nonPublicV6.check(address, 'ipv6');
}

/** The address is not one that requests may go to. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
}

export class EgressPolicy {
  readonly #allowed: BlockList;
  readonly #allowsAny: boolean;

  constructor(allowCidrs: readonly string[]) {
    this.#allowed = blockList(allowCidrs);
    this.#allowsAny = allowCidrs.length > 0;
  }

  isAllowed(address: string): boolean {
    const bare = address.replace(/%.*$/, '');
    const family = isIP(bare);
    return family !== 0 && this.#allowed.check(bare, family === 6 ? 'ipv6' : 'ipv4');
  }

  /**
   * Why a URL can never be asked, for whoever wrote it; undefined when only its resolution will tell.
   */
  problemOf(text: string): string | undefined {
    if (!URL.canParse(text)) return 'must be a URL';
    const url = new URL(text);
    if (!['http:', 'https:'].includes(url.protocol)) return 'must begin with https://';
    if (url.username !== '' || url.password !== '') return 'must not hold credentials; use the authentication fields';
    const host = bareHost(url.hostname);
    if (isIP(host) !== 0 && !isPublicAddress(host) && !this.isAllowed(host)) return 'must be a public address';
    if (this.#isPlain(url) && !(isIP(host) === 0 ? this.#allowsAny : this.isAllowed(host)))
      return 'must be https:// on a public host name, on port 443 or 8443';
    return undefined;
  }

  /** What only networks allowed on purpose may have: plain HTTP, odd ports, names without a dot. */
  #isPlain({ protocol, port, hostname }: Pick<URL, 'protocol' | 'port' | 'hostname'>): boolean {
    const isName = isIP(bareHost(hostname)) === 0;
    const isLocalName = !hostname.includes('.') || /\.(?:local|localhost|internal|home\.arpa)\.?$/i.test(hostname);
    return protocol !== 'https:' || !PUBLIC_PORTS.has(port) || (isName && isLocalName);
  }

  /**
   * Connections that this policy lets through, at most `connections` to one origin.
   *
   * Nothing may be composed onto it that resolves names by itself (undici's `interceptors.dns`): it would go around.
   */
  agent({
    connectTimeoutMs,
    connections,
    responseBytesMax = RESPONSE_BYTES_MAX,
  }: {
    connectTimeoutMs: number;
    connections: number;
    responseBytesMax?: number;
  }): Agent {
    const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup: this.#lookup });
    return new Agent({
      connections,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 600_000,
      maxResponseSize: responseBytesMax,
      connect: (options, callback) => {
        const { protocol, port } = options;
        const hostname = bareHost(options.hostname);
        const plain = this.#isPlain({ protocol, port: port ?? '', hostname });
        const permitted = (address: string) => this.isAllowed(address) || (!plain && isPublicAddress(address));
        // `lookup` is never asked about literals.
        if (isIP(hostname) !== 0 && !permitted(hostname)) return callback(new EgressRefused(hostname), null);
        return connect(options, (error, socket) => {
          if (error) return callback(error, null);
          if (permitted(socket.remoteAddress ?? '')) return callback(null, socket);
          socket.destroy();
          return callback(new EgressRefused(hostname), null);
        });
      },
    });
  }

  /** Resolves everything a name stands for, and refuses the name if any of it leads inside. */
  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '');
      const inside = addresses.some(({ address }) => !isPublicAddress(address) && !this.isAllowed(address));
      const [first] = addresses;
      if (inside || !first) return callback(new EgressRefused(hostname), '');
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

const bareHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');
