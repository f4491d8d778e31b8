/**
 * The demo's report about its auctions: the result of every bidder, one auction in detail, and the waiting time of
 * callers.
 */
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/control/ledger.ts';
import { BID_REASONS } from '../../shared/rules/rtb/bid-reasons.ts';
import { percentile } from '../percentile.ts';
import { formatTable } from '../table.ts';
import { formatAmount } from './amounts.ts';

type BidderResult = {
  name: string;
  awards: number;
  converted: number;
  /** The currency of the bidder's account. */
  currency: string;
  revenueMicros: number;
  /** Number of auctions by the code that says why the bidder won or lost. */
  reasons: Record<string, number>;
};

const RIGHT = { align: 'right' } as const;

export async function printAuctions(sql: Pool, ledger: Ledger): Promise<void> {
  const [totals] = await sql<[{ auctions: number; completed: number; biddersMax: number }]>`
    select count(*) as auctions, count(*) filter (where status = 'completed') as completed,
      coalesce(max(cardinality(target_ids)), 0) as bidders_max from bid_requests`;
  console.log(
    `\nAuctions: every inbound call is offered to the bidders, and the best valid bid gets the call.\n` +
      `${totals.completed} of ${totals.auctions} auctions had a winner. The other calls went to the campaign’s buyer.\n`,
  );
  printBidders(await readBidderResults(sql));
  await printExampleAuction(sql);
  printWaitingTimes(await readWaitingTimes(sql, ledger), totals.biddersMax);
}

async function readBidderResults(sql: Pool): Promise<BidderResult[]> {
  return await sql<BidderResult[]>`
    select t.name, coalesce(b.reasons, '{}') as reasons, w.awards, w.converted, t.currency,
      coalesce(w.revenue_micros, 0) as revenue_micros
    from rtb_targets t
    left join lateral (
      select jsonb_object_agg(reason, count order by count desc) as reasons
      from (select reason, count(*) from bid_responses where target_id = t.id group by reason) reasons
    ) b on true
    cross join lateral (
      select count(*) as awards, count(*) filter (where converted) as converted, sum(revenue_micros)::bigint as revenue_micros
      from rtb_awards where target_id = t.id
    ) w
    order by converted desc, awards desc, t.id`;
}

function printBidders(bidders: BidderResult[]): void {
  const columns = [
    { title: 'bidder' },
    { title: 'awarded', ...RIGHT },
    { title: 'paid', ...RIGHT },
    { title: 'revenue', ...RIGHT },
    { title: 'auctions by result' },
  ];
  const rows = bidders.map(({ name, awards, converted, currency, revenueMicros, reasons: own }) => [
    name,
    String(awards),
    String(converted),
    formatAmount({ currency, micros: revenueMicros }),
    Object.entries(own)
      .toSorted(([, a], [, b]) => b - a)
      .map(([reason, auctions]) => `${auctions} ${reason}`)
      .join(', '),
  ]);
  console.log(formatTable(columns, rows).join('\n'));
  console.log(`
  awarded: calls that were sent to the bidder, also those it did not answer
  paid:    calls that lasted as long as the bid requires; only these earn revenue`);
  const occurring = new Set(bidders.flatMap((bidder) => Object.keys(bidder.reasons)));
  const explained = Object.entries(BID_REASONS).filter(([reason]) => occurring.has(reason));
  console.log('\n  The results:');
  for (const [reason, { text }] of explained) console.log(`    ${reason.padEnd(20)} ${text}`);
}

/** Prints one auction in detail: the completed auction whose bidders had the largest number of different results. */
async function printExampleAuction(sql: Pool): Promise<void> {
  const [auction] = await sql<{ id: number; callerId: string; totalResponseMs: number; callId: number }[]>`
    select q.id, q.caller_id, q.total_response_ms, q.call_id from bid_requests q
    join bid_responses b on b.bid_request_id = q.id
    where q.status = 'completed'
    group by q.id order by count(distinct b.reason) desc, q.id desc limit 1`;
  if (!auction) return;
  const bids = await sql<
    { name: string; micros: number | null; currency: string; responseMs: number; reason: string }[]
  >`
    select t.name, b.bid_micros as micros, b.currency, b.response_ms, b.reason
    from bid_responses b join rtb_targets t on t.id = b.target_id
    where b.bid_request_id = ${auction.id} order by b.rank nulls last, b.response_ms`;
  console.log(`\n  One auction in detail: caller ${auction.callerId}, decided in ${auction.totalResponseMs} ms\n`);
  const columns = [
    { title: 'bidder' },
    { title: 'bid', ...RIGHT },
    { title: 'response time', ...RIGHT },
    { title: 'result' },
  ];
  const rows = bids.map(({ name, micros, currency, responseMs, reason }) => [
    name,
    micros === null ? '–' : formatAmount({ currency, micros }),
    // A bidder that received no request has a response time of zero.
    responseMs > 0 ? `${responseMs.toFixed(0)} ms` : '–',
    reason,
  ]);
  console.log(
    formatTable(columns, rows)
      .map((line) => `  ${line}`)
      .join('\n'),
  );
  const awards = await sql<{ name: string; status: string; currency: string; micros: number }[]>`
    select t.name, w.status, w.currency, coalesce(w.revenue_micros, 0) as micros
    from rtb_awards w join rtb_targets t on t.id = w.target_id where w.call_id = ${auction.callId} order by w.id`;
  const outcomes = awards.map(({ name, status, ...revenue }) =>
    status === 'released' ? `${name} did not answer` : `${name} talked and owes ${formatAmount(revenue)}`,
  );
  console.log(`\n    The call: ${outcomes.join(', then ')}.`);
}

type WaitingTime = { webhookMs: number; biddersMs: number };

/**
 * For each inbound call, reads two durations in milliseconds of real time. The first duration comes from the carrier's
 * ledger and ends when the first webhook of the call was answered. The second duration ends when the last bidder
 * responded; late bidders do not count. The difference is the time that the platform added.
 */
async function readWaitingTimes(sql: Pool, ledger: Ledger): Promise<WaitingTime[]> {
  const slowestBidders = await sql<{ callSid: string; biddersMs: number }[]>`
    select c.call_sid, max(b.response_ms) as bidders_ms
    from bid_requests q join calls c on c.id = q.call_id join bid_responses b on b.bid_request_id = q.id
    where b.reason <> 'late' group by c.call_sid`;
  const biddersMsBySid = new Map(slowestBidders.map(({ callSid, biddersMs }) => [callSid, biddersMs]));
  return ledger.calls.flatMap(({ sid, requests }) => {
    const voice = requests.find(({ url }) => url.endsWith('/webhooks/voice'));
    const biddersMs = biddersMsBySid.get(sid);
    return voice && biddersMs !== undefined ? [{ webhookMs: voice.durationMs, biddersMs }] : [];
  });
}

function printWaitingTimes(times: WaitingTime[], biddersMax: number): void {
  const biddersMs = times.map((time) => time.biddersMs);
  const addedMs = times.map((time) => time.webhookMs - time.biddersMs);
  console.log(`
  How long a caller waited for the auction (real time, ${times.length} calls, up to ${biddersMax} bidders at once):
    for the bidders       ${formatPercentile(biddersMs, 0.5)} (median)
    for the platform      ${formatPercentile(addedMs, 0.5)} (median), ${formatPercentile(addedMs, 0.95)} (95th percentile)`);
}

const formatPercentile = (values: number[], share: number): string => `${percentile(values, share).toFixed(0)} ms`;
