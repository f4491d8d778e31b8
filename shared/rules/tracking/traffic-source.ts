/** The traffic source of a visit, by which reports group. */

const DIRECT = 'direct';

type VisitOrigin = { utmSource?: string | undefined; referrer?: string | undefined; domain?: string | undefined };

/** The UTM source, otherwise the host of the referrer, otherwise `direct` (typed, bookmarked, or from the same site). */
export function trafficSource({ utmSource, referrer, domain }: VisitOrigin): string {
  const utm = utmSource?.trim().toLowerCase();
  if (utm) return utm;
  const from = hostOf(referrer);
  const own = hostOf(domain);
  if (!from || (own && isSubdomainOf(from, own)) || (own && isSubdomainOf(own, from))) return DIRECT;
  return from;
}

/** The host without `www.`. */
const hostOf = (text: string | undefined) => hostIn(text)?.replace(/^www\./, '');

/** The host of a URL or of a bare domain, in lower case; undefined when there is none. */
export function hostIn(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  return url?.hostname.replace(/\.$/, '') || undefined;
}

/** Whether the host is the domain itself or one of its subdomains. */
export const isSubdomainOf = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** The path without query. Queries differ for each visitor and may contain personal data. */
export function pathOf(page: string | undefined): string | undefined {
  const trimmed = page?.trim();
  if (!trimmed) return undefined;
  const path = URL.parse(trimmed, 'http://page.invalid/')?.pathname;
  return path === '/' ? path : path?.replace(/\/+$/, '') || undefined;
}
