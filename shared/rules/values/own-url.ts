/** Detects URLs of this installation among the URLs that tenants enter. */

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]|0\.0\.0\.0)$/;

/**
 * Whether a URL leads to this installation. The notation does not matter: case, port, credentials, a dot after the host
 * name. On this machine itself other programs have other ports, so for a loopback address the port must be the same.
 *
 * @param publicBaseUrl the setting `PUBLIC_BASE_URL`
 */
export function isOwnUrl(text: string, publicBaseUrl: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const own = new URL(publicBaseUrl);
  const [host, ownHost] = [hostOf(url), hostOf(own)];
  if (!LOOPBACK.test(ownHost)) return host === ownHost;
  return LOOPBACK.test(host) && portOf(url) === portOf(own);
}

/**
 * `new URL` has already changed the host name to lower case, and every form of an IP address to the usual form. The
 * search starts only at the first of several dots, so that its time does not grow with the square of their number.
 */
const hostOf = ({ hostname }: URL): string => hostname.replace(/(?<!\.)\.+$/, '');

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');
