/**
 * Protection against server-side request forgery (SSRF): a request to a URL that a tenant entered (for a bidder or a
 * webhook) must not reach a private network.
 *
 * The IP addresses of a host name are checked at the moment of connecting. So a request cannot reach a private network
 * through an IP address in the URL or through a changed DNS record. Redirects are not followed. The setting
 * `EGRESS_ALLOW_CIDRS` allows private networks on purpose.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isOwnUrl } from '../rules/values/own-url.ts';

/** Maximum size of a response. Larger responses are refused. A bid has a few hundred bytes. */
export const RESPONSE_BYTES_MAX = 65_536;

/** IPv4 networks that are not part of the public Internet. Source: IANA's special-purpose address registries. */
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
/**
 * Public addresses at which a cloud provider serves metadata or credentials to its virtual machines: Azure's wire server.
 * The metadata addresses of the other providers are in the networks above (169.254.0.0/16, 100.64.0.0/10, 192.0.0.0/24)
 * or are no global unicast addresses (fd00:ec2::254). Source: learn.microsoft.com, "What is IP address 168.63.129.16?".
 */
const CLOUD_METADATA_V4 = ['168.63.129.16/32'];
/**
 * IPv6 addresses of the public Internet are in 2000::/3 (global unicast). Some networks in 2000::/3 are not public:
 * tunnels to other addresses, and networks for documentation and benchmarks.
 */
const GLOBAL_V6 = ['2000::/3'];
const NON_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

/**
 * Ports that a URL on the public Internet may use. A URL in a network of `EGRESS_ALLOW_CIDRS` may use any port and
 * plain HTTP.
 */
const PUBLIC_PORTS = new Set(['', '443', '8443']);

/**
 * The only path of this installation to which a tenant's URL may lead: a bidder without an endpoint of its own bids here.
 * The API of that path asks for the credentials of the target.
 */
const HOSTED_BID_PATH = /^\/api\/rtb\/webhook\/[\w-]+$/;

const toBlockList = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return list;
};

const nonPublicV4List = toBlockList([...NON_PUBLIC_V4, ...CLOUD_METADATA_V4]);
const globalV6List = toBlockList(GLOBAL_V6);
const nonPublicV6List = toBlockList(NON_PUBLIC_V6);

/** Whether an IPv4 or IPv6 address is on the public Internet. */
export function isPublicAddress(text: string): boolean {
  const address = text.replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 4) return !nonPublicV4List.check(address, 'ipv4');
  // An IPv4 address in IPv6 form (::ffff:127.0.0.1) is not global unicast, so an address in this form is never public.
  return family === 6 && globalV6List.check(address, 'ipv6') && !nonPublicV6List.check(address, 'ipv6');
}

/** Thrown if a request would reach an IP address that is not allowed. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
}

export class EgressPolicy {
  readonly #allowed: BlockList;
  readonly #allowsAny: boolean;

  readonly #publicBaseUrl: string;

  /** @param publicBaseUrl the URL of this installation, which tenants' URLs must not be */
  constructor(allowCidrs: readonly string[], publicBaseUrl: string) {
    this.#publicBaseUrl = publicBaseUrl;
    this.#allowed = toBlockList(allowCidrs);
    this.#allowsAny = allowCidrs.length > 0;
  }

  isAllowed(address: string): boolean {
    const bare = address.replace(/%.*$/, '');
    const family = isIP(bare);
    return family !== 0 && this.#allowed.check(bare, family === 6 ? 'ipv6' : 'ipv4');
  }

  /**
   * Returns why a URL can never be allowed, as the end of a sentence that begins with the name of the field. Returns
   * undefined if the URL may be allowed. In this case the host name's IP addresses are checked when connecting.
   */
  urlProblem(text: string): string | undefined {
    if (!URL.canParse(text)) return 'must be a URL';
    const url = new URL(text);
    if (!['http:', 'https:'].includes(url.protocol)) return 'must begin with https://';
    if (url.username !== '' || url.password !== '')
      return 'must not contain credentials; use the authentication fields';
    if (isOwnUrl(text, this.#publicBaseUrl) && !HOSTED_BID_PATH.test(url.pathname))
      return 'must not be a URL of this installation';
    const host = bareHost(url.hostname);
    if (isIP(host) !== 0 && !isPublicAddress(host) && !this.isAllowed(host)) return 'must be a public address';
    const mayBeInternal = isIP(host) === 0 ? this.#allowsAny && isLocalName(host) : this.isAllowed(host);
    if (this.#isInternal(url) && !mayBeInternal) return 'must be https:// on a public host name, on port 443 or 8443';
    return undefined;
  }

  /**
   * Whether a URL is allowed only in networks of `EGRESS_ALLOW_CIDRS`. Such a URL uses plain HTTP, a port that is not
   * public, or a local host name, for example a name without a dot.
   */
  #isInternal({ protocol, port, hostname }: Pick<URL, 'protocol' | 'port' | 'hostname'>): boolean {
    const isName = isIP(bareHost(hostname)) === 0;
    return protocol !== 'https:' || !PUBLIC_PORTS.has(port) || (isName && isLocalName(hostname));
  }

  /**
   * Creates an undici agent (a connection pool) that enforces this policy, with at most `connections` connections to
   * one origin.
   *
   * Do not add interceptors that resolve host names (undici's `interceptors.dns`), because such interceptors would
   * bypass this policy.
   */
  createAgent({
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
        const isInternal = this.#isInternal({ protocol, port: port ?? '', hostname });
        const permitted = (address: string) => this.isAllowed(address) || (!isInternal && isPublicAddress(address));
        // Check an IP address here, because undici does not call `lookup` for IP addresses.
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

  /** Resolves all IP addresses of a host name, and refuses the host name if any IP address is not allowed. */
  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '');
      const isRefused = addresses.some(({ address }) => !isPublicAddress(address) && !this.isAllowed(address));
      const [first] = addresses;
      if (isRefused || !first) return callback(new EgressRefused(hostname), '');
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

/** Whether a host name belongs to a private network: a name without a dot, or below a domain for private use. */
const isLocalName = (hostname: string): boolean =>
  !hostname.replace(/\.$/, '').includes('.') || /\.(?:local|localhost|internal|home\.arpa)\.?$/i.test(hostname);

const bareHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');
