/** What the demo tells of its auctions: each bidder with what became of its bids, one auction in full, and what it all took. */
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/ledger.ts';

type Bidder = {
  name: string;
  asked: number;
  won: number;
  converted: number;
  revenue: number;
  reasons: Record<string, number>;
};

export async function reportAuctions(sql: Pool, ledger: Ledger): Promise<void> {
  const [{ auctions, completed, most }] = await sql<[{ auctions: number; completed: number; most: number }]>`
    select count(*) as auctions, count(*) filter (where status = 'completed') as completed,
      coalesce(max(cardinality(target_ids)), 0) as most from bid_requests`;
  console.log(`\nAuctions of the calls that came in: ${auctions}, of which ${completed} had a winner\n`);
  printBidders(await biddersOf(sql));
  await printExample(sql);
  const waits = await waitsOf(sql, ledger);
  const added = waits.map(({ webhookMs, bidderMs }) => webhookMs - bidderMs);
  console.log(
    `\n  Callers waited ${share(
      waits.map(({ bidderMs }) => bidderMs),
      0.5,
    )} ms for the last bidder that mattered, of up to ${most} asked at once, and ` +
      `${share(added, 0.5)} ms for all the rest (p50; p95 ${share(added, 0.95)} ms).`,
  );
}

async function biddersOf(sql: Pool): Promise<Bidder[]> {
  return await sql<Bidder[]>`
    select t.name, coalesce(b.asked, 0) as asked, coalesce(b.reasons, '{}') as reasons, w.won, w.converted,
      coalesce(w.revenue, 0) as revenue
    from rtb_targets t
    left join lateral (
      select sum(count)::bigint as asked, jsonb_object_agg(reason, count order by count desc) as reasons
      from (select reason, count(*) from bid_responses where target_id = t.id group by reason) reasons
    ) b on true
    cross join lateral (
      select count(*) as won, count(*) filter (where converted) as converted, sum(revenue_micros) / 1e6 as revenue
      from rtb_awards where target_id = t.id
    ) w
    order by revenue desc, won desc, t.id`;
}

function printBidders(bidders: Bidder[]): void {
  const width = Math.max(...bidders.map(({ name }) => name.length));
  console.log(`  ${'bidder'.padEnd(width)}  given  paid   revenue  what became of its bids`);
  for (const { name, won, converted, revenue, reasons } of bidders) {
    const told = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`);
    const numbers = `${String(won).padStart(5)} ${String(converted).padStart(5)}  ${`$${revenue.toFixed(2)}`.padStart(8)}`;
    console.log(`  ${name.padEnd(width)}  ${numbers}  ${told.join(', ')}`);
  }
}

/** The auction with the most to tell: of those whose winner did not answer, the one with most kinds of outcome. */
async function printExample(sql: Pool): Promise<void> {
  const [auction] = await sql<{ id: number; callerId: string; totalResponseMs: number; callId: number }[]>`
    select q.id, q.caller_id, q.total_response_ms, q.call_id from bid_requests q
    join bid_responses b on b.bid_request_id = q.id
    where q.status = 'completed'
    group by q.id order by count(distinct b.reason) desc, q.id desc limit 1`;
  if (!auction) return;
  const bids = await sql<{ name: string; bid: number | null; responseMs: number; reason: string }[]>`
    select t.name, b.bid_micros / 1e6 as bid, b.response_ms, b.reason
    from bid_responses b join rtb_targets t on t.id = b.target_id
    where b.bid_request_id = ${auction.id} order by b.rank nulls last, b.response_ms`;
  const told = bids.map(({ name, bid, responseMs, reason }) => `${name}${price(bid)} ${reason}${took(responseMs)}`);
  console.log(`\n  For example ${auction.callerId}, decided in ${auction.totalResponseMs} ms:`);
  for (let at = 0; at < told.length; at += 3) console.log(`    ${told.slice(at, at + 3).join(', ')}`);
  const awards = await sql<{ name: string; status: string; revenue: number | null }[]>`
    select t.name, w.status, w.revenue_micros / 1e6 as revenue
    from rtb_awards w join rtb_targets t on t.id = w.target_id where w.call_id = ${auction.callId} order by w.id`;
  const ends = awards.map(({ name, status, revenue }) =>
    status === 'refunded' ? `${name} did not answer` : `${name} talked and owes $${(revenue ?? 0).toFixed(2)}`,
  );
  console.log(`    → ${ends.join(', then ')}`);
}

/** Real ms a caller's webhook took to be answered, by the carrier's ledger, and the last bidder that was waited for. */
async function waitsOf(sql: Pool, ledger: Ledger): Promise<{ webhookMs: number; bidderMs: number }[]> {
  const bidders = await sql<{ callSid: string; bidderMs: number }[]>`
    select c.call_sid, max(b.response_ms) as bidder_ms
    from bid_requests q join calls c on c.id = q.call_id join bid_responses b on b.bid_request_id = q.id
    where b.reason <> 'late' group by c.call_sid`;
  const bySid = new Map(bidders.map(({ callSid, bidderMs }) => [callSid, bidderMs]));
  return ledger.calls.flatMap(({ sid, requests }) => {
    const voice = requests.find(({ url }) => url.endsWith('/webhooks/voice'));
    const bidderMs = bySid.get(sid);
    return voice && bidderMs !== undefined ? [{ webhookMs: voice.durationMs, bidderMs }] : [];
  });
}

const share = (values: number[], of: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor(values.length * of)] ?? 0).toFixed(0);

const price = (bid: number | null): string => (bid === null ? '' : ` at $${bid.toFixed(2)}`);

/** Whoever was not asked took no time. */
const took = (responseMs: number): string => (responseMs > 0 ? ` (${responseMs.toFixed(0)} ms)` : '');
