/**
 * The route of the simulated bidders, for example
 * `/__sim/bidders/<kind>?amount=8.75&destination=%2B14155550100&delayMs=50`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BidderKind, BIDDERS } from './kinds.ts';

const BIDDERS_PATH = '/__sim/bidders/';

const DELAY_MS_MAX = 30_000;
const SLOW_MS = 400;

/** Responds to a request like the simulated bidder in its path. Returns false if there is no bidder in the path. */
export function answerBid(request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? '/', 'http://bidders');
  const kind = url.pathname.slice(BIDDERS_PATH.length);
  if (!url.pathname.startsWith(BIDDERS_PATH) || !Object.hasOwn(BIDDERS, kind)) return false;
  const numberParam = (name: string, fallback: number) => Number(url.searchParams.get(name) ?? fallback) || fallback;
  const settings = {
    amount: numberParam('amount', 8.75),
    destination: url.searchParams.get('destination') ?? '+14155550100',
    delayMs: Math.min(DELAY_MS_MAX, numberParam('delayMs', kind === 'slow' ? SLOW_MS : 0)),
  };
  const reply = () => BIDDERS[kind as BidderKind](request, response, settings);
  // `unref`: if the client has closed the connection, the timer must not keep the process alive.
  if (settings.delayMs > 0) setTimeout(reply, settings.delayMs).unref();
  else reply();
  if (kind !== 'echo') request.resume();
  return true;
}
