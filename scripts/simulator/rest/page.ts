/** Splits list responses of the REST API into pages. */
import { LIMITS } from '../limits.ts';

const PAGE_SIZE_DEFAULT = 50;

/**
 * Returns one page of `items`, with the fields around the items as in Twilio's list responses.
 *
 * @param items All items; the newest item is first. The token of the next page names the last item of the current page,
 *   so items that are created between two requests do not shift the pages.
 */
export function paginate<T extends { sid: string }>(
  url: URL,
  key: string,
  items: readonly T[],
  present: (item: T) => object,
): object {
  const requestedSize = Number(url.searchParams.get('PageSize') ?? PAGE_SIZE_DEFAULT);
  const size = Math.min(
    Number.isInteger(requestedSize) && requestedSize > 0 ? requestedSize : PAGE_SIZE_DEFAULT,
    LIMITS.pageSizeMax,
  );
  const number = Math.max(0, Math.trunc(Number(url.searchParams.get('Page') ?? 0)) || 0);
  const token = url.searchParams.get('PageToken')?.replace(/^PA/, '');
  const after = token ? items.findIndex(({ sid }) => sid === token) : -1;
  const start = after === -1 ? number * size : after + 1;
  const pageItems = items.slice(start, start + size);
  const last = pageItems.at(-1);
  const hasMore = start + size < items.length;
  return {
    [key]: pageItems.map(present),
    page: number,
    page_size: size,
    start,
    end: Math.max(start, start + pageItems.length - 1),
    uri: pageUri(url, {}),
    first_page_uri: pageUri(url, { PageSize: size, Page: 0, PageToken: null }),
    next_page_uri:
      hasMore && last ? pageUri(url, { PageSize: size, Page: number + 1, PageToken: `PA${last.sid}` }) : null,
    previous_page_uri: number > 0 ? pageUri(url, { PageSize: size, Page: number - 1, PageToken: null }) : null,
  };
}

/** Returns the URI of a page, relative to the host of the API. */
function pageUri(url: URL, changes: Record<string, string | number | null>): string {
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes))
    if (value === null) query.delete(name);
    else query.set(name, String(value));
  const text = query.toString();
  return url.pathname + (text && `?${text}`);
}
