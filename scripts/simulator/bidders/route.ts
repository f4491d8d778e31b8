/** `/__sim/bidders/<kind>?amount=8.75&destination=%2B14155550100&delayMs=50`: a bidder for every way to be one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BidderKind, kinds } from './kinds.ts';

export const BIDDERS_PATH = '/__sim/bidders/';

const DELAY_MS_MAX = 30_000;
const SLOW_MS = 400;

/** Answers as the bidder of the address; false when the address is no bidder's. */
export function answerBid(request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? '/', 'http://bidders');
  const kind = url.pathname.slice(BIDDERS_PATH.length);
  if (!url.pathname.startsWith(BIDDERS_PATH) || !Object.hasOwn(kinds, kind)) return false;
  const asked = (name: string, fallback: number) => Number(url.searchParams.get(name) ?? fallback) || fallback;
  const settings = {
    amount: asked('amount', 8.75),
    destination: url.searchParams.get('destination') ?? '+14155550100',
    delayMs: Math.min(DELAY_MS_MAX, asked('delayMs', kind === 'slow' ? SLOW_MS : 0)),
  };
  const reply = () => kinds[kind as BidderKind](request, response, settings);
  // Whoever asked and went away must not keep the process up.
  if (settings.delayMs > 0) setTimeout(reply, settings.delayMs).unref();
  else reply();
  if (kind !== 'echo') request.resume();
  return true;
}
