/** Where a visitor came from, in the words that reports group by. */

const DIRECT = 'direct';

type Told = { utmSource?: string | undefined; referrer?: string | undefined; domain?: string | undefined };

/** What the link says, else the site it was on, else nothing: typed in, bookmarked, or from the same site. */
export function sourceOfVisit({ utmSource, referrer, domain }: Told): string {
  const said = utmSource?.trim().toLowerCase();
  if (said) return said;
  const from = hostOf(referrer);
  const own = hostOf(domain);
  if (!from || (own && isWithin(from, own)) || (own && isWithin(own, from))) return DIRECT;
  return from;
}

/** The site a host belongs to, as people name it: with or without www is the same. */
const hostOf = (text: string | undefined) => hostIn(text)?.replace(/^www\./, '');

/** The host in a URL or in a bare domain, in one spelling; undefined when there is none. */
export function hostIn(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  return url?.hostname.replace(/\.$/, '') || undefined;
}

/** Whether a host is a domain or one of its subdomains. */
export const isWithin = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** Paths alone make reports readable: queries differ for each visitor and may hold what is private. */
export function pathOf(page: string | undefined): string | undefined {
  const trimmed = page?.trim();
  if (!trimmed) return undefined;
  const path = URL.parse(trimmed, 'http://page.invalid/')?.pathname;
  return path === '/' ? path : path?.replace(/\/+$/, '') || undefined;
}
