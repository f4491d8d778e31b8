/**
 * Which HTTP responses mean that a bidder does not bid. A refusal is the business of the bidder and no fault. Faults
 * make the auction skip a bidder for a while.
 */
import { isHtml, isRefusalText } from './reply-document.ts';

/**
 * Statuses that are a fault, even with a body: wrong credentials (401, 407), a request that arrived too slowly (408)
 * and too many requests (429).
 */
const FAULTS = new Set([401, 407, 408, 429]);

/**
 * Whether a response means "no bid". By default, these responses do: 204, a 2xx that is empty or says "no bid" in plain
 * text, and a 4xx whose body is not a web page, because many bidders refuse a call with 400, 402, 404, 409 or 422 and a reason.
 *
 * @param statuses the statuses that the target defines instead of the default for 4xx and 5xx; null for the default
 */
export function isNoBidStatus(status: number, body: string, statuses: readonly number[] | null): boolean {
  if (status >= 200 && status < 300)
    return status === 204 || body.trim() === '' || isRefusalText(body) || statuses?.includes(status) === true;
  if (statuses !== null) return statuses.includes(status);
  return status >= 400 && status < 500 && !FAULTS.has(status) && body.trim() !== '' && !isHtml(body);
}
