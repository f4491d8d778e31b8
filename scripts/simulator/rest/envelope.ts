/** Shapes every REST answer has in common: errors and pages. */
import { limits } from '../limits.ts';

/** A refusal in Twilio's words; `status` is HTTP's, `code` Twilio's. */
export class RestError extends Error {
  override name = 'RestError';
  readonly status: 400 | 401 | 404 | 429;
  readonly code: number;

  constructor(status: RestError['status'], code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function errorBody(status: number, code: number, message: string) {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

export function notFound(path: string): RestError {
  return new RestError(404, 20404, `The requested resource ${path} was not found`);
}

const pageSizeDefault = 50;

/**
 * One page of `items`, which are newest first. The token of the next page names the last item of this one, so that items
 * created meanwhile shift nothing.
 */
export function page<T extends { sid: string }>(
  url: URL,
  key: string,
  items: readonly T[],
  present: (item: T) => object,
): object {
  const asked = Number(url.searchParams.get('PageSize') ?? pageSizeDefault);
  const size = Math.min(Number.isInteger(asked) && asked > 0 ? asked : pageSizeDefault, limits.pageSizeMax);
  const number = Math.max(0, Math.trunc(Number(url.searchParams.get('Page') ?? 0)) || 0);
  const token = url.searchParams.get('PageToken')?.replace(/^PA/, '');
  const after = token ? items.findIndex(({ sid }) => sid === token) : -1;
  const start = after === -1 ? number * size : after + 1;
  const shown = items.slice(start, start + size);
  const last = shown.at(-1);
  const hasMore = start + size < items.length;
  return {
    [key]: shown.map(present),
    page: number,
    page_size: size,
    start,
    end: Math.max(start, start + shown.length - 1),
    uri: pageUri(url, {}),
    first_page_uri: pageUri(url, { PageSize: size, Page: 0, PageToken: null }),
    next_page_uri:
      hasMore && last ? pageUri(url, { PageSize: size, Page: number + 1, PageToken: `PA${last.sid}` }) : null,
    previous_page_uri: number > 0 ? pageUri(url, { PageSize: size, Page: number - 1, PageToken: null }) : null,
  };
}

/** Relative to the API's host, as Twilio gives them. */
function pageUri(url: URL, changes: Record<string, string | number | null>): string {
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes))
    if (value === null) query.delete(name);
    else query.set(name, String(value));
  const text = query.toString();
  return url.pathname + (text && `?${text}`);
}
