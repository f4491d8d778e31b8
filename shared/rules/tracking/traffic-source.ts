/** Determines the traffic source of a visit. Reports group visits by traffic source. */

const DIRECT = 'direct';

type VisitOrigin = { utmSource?: string | undefined; referrer?: string | undefined; domain?: string | undefined };

/**
 * Returns the UTM source, otherwise the host of the referrer, otherwise `direct`. `direct` means that the visitor typed
 * the URL, used a bookmark, or came from the same site.
 */
export function trafficSource({ utmSource, referrer, domain }: VisitOrigin): string {
  const utm = utmSource?.trim().toLowerCase();
  if (utm) return utm;
  const from = hostOf(referrer);
  return !from || isSameSite(from, domain) ? DIRECT : from;
}

type VisitedPage = { page?: string | undefined; referrer?: string | undefined; domain?: string | undefined };

/**
 * Returns the path of the visited page, without the query. A client that follows the reference sends no `page`. Then the
 * page is the referrer, if the referrer is a page of the same site, or the page of the `Referer` header. If both are
 * unknown, returns the page that the visitor came from, with its host.
 *
 * @param refererHeader the `Referer` header: the page that sent the request
 */
export function visitedPage({ page, referrer, domain }: VisitedPage, refererHeader: string | undefined) {
  const from = hostOf(referrer);
  const isOwnPage = from !== undefined && isSameSite(from, domain);
  const own = pathOf(page) ?? (isOwnPage ? pathOf(referrer) : undefined) ?? pathOf(refererHeader);
  return own ?? (from && `${from}${pathOf(referrer) ?? ''}`);
}

function isSameSite(host: string, domain: string | undefined): boolean {
  const own = hostOf(domain);
  return own !== undefined && (isSubdomainOf(host, own) || isSubdomainOf(own, host));
}

/** Returns the host without `www.`. */
const hostOf = (text: string | undefined) => hostIn(text)?.replace(/^www\./, '');

/** Returns the host of a URL or of a domain name, in lower case; undefined if the text has no host. */
export function hostIn(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  return url?.hostname.replace(/\.$/, '') || undefined;
}

/** Whether the host is the domain itself or one of its subdomains. */
export const isSubdomainOf = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/**
 * Returns the path of a page's URL without the query. Queries differ for each visitor and may contain personal data.
 */
export function pathOf(page: string | undefined): string | undefined {
  const trimmed = page?.trim();
  if (!trimmed) return undefined;
  const path = URL.parse(trimmed, 'http://page.invalid/')?.pathname ?? '';
  return path === '/' ? path : withoutTrailingSlashes(path) || undefined;
}

/**
 * Returns the path without the slashes at its end. The regular expression `/\/+$/` is not used, because its time grows
 * with the square of the number of slashes, and a stranger chooses the path.
 */
function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
