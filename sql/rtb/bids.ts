/** The stored auctions: one bid request for each auction, and one bid response for each bidder of the auction. */
import type { VisitData } from '../../shared/rules/rtb/ping-data.ts';
import type { BidReason } from '../../shared/rules/rtb/bid-reasons.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type BidRequestStatus = 'pending' | 'completed' | 'no_bids' | 'no_bidders' | 'failed';

export type BidRequestRow = {
  id: number;
  uuid: string;
  tenantId: number;
  requestId: string;
  campaignId: number | null;
  campaignRtbId: string | null;
  callId: number | null;
  routerId: number;
  callerId: string;
  callStartTime: Date;
  targetIds: number[];
  auctionTimeoutMs: number;
  minBidMicros: number;
  maxBidMicros: number | null;
  currency: string;
  status: BidRequestStatus;
  winningBidMicros: number | null;
  winningTargetId: number | null;
  totalResponseMs: number;
  /** Until when bids may arrive after the decision of the auction. Null if no more bids arrive. */
  lateBidsUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

/** The call of an auction: how it stands, and what it earned. */
type AuctionCall = {
  callUuid: string | null;
  isDuplicate: boolean;
  isLive: boolean | null;
  isConnected: boolean | null;
  talkSeconds: number | null;
  /** The target or buyer that has the call now, or had it at its end; null without one. */
  recipientName: string | null;
  revenueMicros: number | null;
  revenueCurrency: string | null;
};

/** A bid request with its call and with the names of its campaign, router and winner. */
export type ListedBidRequestRow = BidRequestRow &
  AuctionCall & { campaignName: string | null; routerName: string; winningTargetName: string | null };

export type NewBidRequest = Omit<BidRequestRow, 'id' | 'uuid' | 'tenantId' | 'createdAt' | 'updatedAt'>;

export type BidResponseRow = {
  id: number;
  uuid: string;
  tenantId: number;
  bidRequestId: number;
  targetId: number;
  bidMicros: number | null;
  currency: string;
  /** How many units of the currency of the bid request one unit of `currency` is. */
  exchangeRate: number;
  /** The day of the rate (YYYY-MM-DD); null if all bidders use one currency. */
  rateDay: string | null;
  destination: string | null;
  accepted: boolean;
  responseMs: number;
  rawResponse: string | null;
  isWinner: boolean;
  reason: BidReason;
  reasonCode: number;
  /** The position of a valid bid in the order in which bids are dialled. Null if the bid is not valid. */
  rank: number | null;
  conversionSeconds: number | null;
  expiresAt: Date | null;
  /** The result of the confirmation; null if the bid was not won, or needed no confirmation. */
  confirmation: 'confirmed' | BidReason | null;
  confirmationMs: number | null;
  createdAt: Date;
};

export type NewBidResponse = Omit<
  BidResponseRow,
  'id' | 'uuid' | 'tenantId' | 'bidRequestId' | 'confirmation' | 'confirmationMs' | 'createdAt'
>;

/**
 * Returns what is known about the visit that led to a call, and the publisher of the call.
 */
export async function visitOfCall(sql: Sql, tenantId: number, callId: number): Promise<VisitData | undefined> {
  const [row] = await sql<VisitData[]>`
    select v.source, v.medium, v.campaign, v.content, v.term, v.gclid, v.fbclid, v.msclkid, v.page,
      coalesce(v.tags, '{}') as tags, c.publisher_id
    from calls c left join visits v on v.id = c.visit_id where c.id = ${callId} and c.tenant_id = ${tenantId}`;
  return row;
}

/** Inserts a bid request with its bid responses. Returns undefined if the bid request is already stored. */
export async function insertAuction(
  sql: Sql,
  tenantId: number,
  request: NewBidRequest,
  responses: NewBidResponse[],
): Promise<{ id: number; uuid: string; callUuid: string | null } | undefined> {
  const [row] = await sql<{ id: number; uuid: string; callUuid: string | null }[]>`
    with request as (
      insert into bid_requests ${sql({ ...request, tenantId })} on conflict (request_id) do nothing
      returning id, uuid, call_id),
    answered as (
      insert into bid_responses (tenant_id, bid_request_id, target_id, bid_micros, currency, exchange_rate, rate_day,
        destination, accepted, response_ms, raw_response, is_winner, reason, reason_code, rank, conversion_seconds,
        expires_at)
      select ${tenantId}, q.id, r."targetId", r."bidMicros", r.currency, r."exchangeRate", r."rateDay", r.destination,
        r.accepted, r."responseMs", r."rawResponse", r."isWinner", r.reason, r."reasonCode", r.rank,
        r."conversionSeconds", r."expiresAt"
      from request q cross join jsonb_to_recordset(${sql.json(responses)}) as r (
        "targetId" bigint, "bidMicros" bigint, currency text, "exchangeRate" numeric, "rateDay" date, destination text,
        accepted boolean, "responseMs" float8, "rawResponse" text, "isWinner" boolean, reason text, "reasonCode" int,
        rank int, "conversionSeconds" int, "expiresAt" timestamptz))
    select q.id, q.uuid, c.uuid as call_uuid from request q left join calls c on c.id = q.call_id`;
  return row;
}

export async function insertBidResponses(
  sql: Sql,
  tenantId: number,
  bidRequestId: number,
  responses: NewBidResponse[],
): Promise<void> {
  if (responses.length === 0) return;
  await sql`
    insert into bid_responses ${sql(responses.map((response) => ({ ...response, tenantId, bidRequestId })))}
    on conflict (bid_request_id, target_id) do nothing`;
}

/**
 * Inserts a bid that arrived after the decision of the auction, and moves the runners-up behind the bid.
 *
 * @param targetIds the targets of all valid bids of the auction, best bid first
 */
export async function insertLateBid(
  sql: Sql,
  tenantId: number,
  bidRequestId: number,
  bid: NewBidResponse,
  targetIds: number[],
): Promise<void> {
  await sql`
    with moved as (
      update bid_responses b set rank = ranking.rank
      from unnest(${targetIds}::bigint[]) with ordinality as ranking (target_id, rank)
      where b.bid_request_id = ${bidRequestId} and b.tenant_id = ${tenantId} and b.target_id = ranking.target_id
        and b.rank < ranking.rank)
    insert into bid_responses ${sql({ ...bid, tenantId, bidRequestId })}
    on conflict (bid_request_id, target_id) do nothing`;
}

/** Stores that no more bids arrive for a bid request. */
export async function endLateBids(sql: Sql, tenantId: number, bidRequestId: number): Promise<void> {
  await sql`update bid_requests set late_bids_until = null where id = ${bidRequestId} and tenant_id = ${tenantId}`;
}

/**
 * Whether bids for a call may still arrive, so that the best runner-up is not known yet. This is also the case in the
 * moment between the award and the record of its auction.
 */
export async function areBidsOutstanding(sql: Sql, tenantId: number, callId: number): Promise<boolean> {
  const [row] = await sql<[{ outstanding: boolean }]>`
    select exists (select from bid_requests q
        where q.call_id = ${callId} and q.tenant_id = ${tenantId} and q.late_bids_until > clock_now())
      or exists (select from rtb_awards a
        where a.call_id = ${callId} and a.tenant_id = ${tenantId} and a.status = 'claimed'
          and a.awarded_at > clock_now() - interval '1 second'
          and not exists (select from bid_requests q where q.request_id = a.request_id)) as outstanding`;
  return row.outstanding;
}

export type BidRequestFilter = {
  campaign?: Key | undefined;
  call?: Key | undefined;
  status?: BidRequestStatus | undefined;
};

const matching = (sql: Sql, { campaign, call, status }: BidRequestFilter) => sql`
  ${campaign === undefined ? sql`` : sql`and q.campaign_id = (select k.id from campaigns k where k.tenant_id = q.tenant_id and ${keyMatches(sql, 'k', campaign)})`}
  ${call === undefined ? sql`` : sql`and q.call_id = (select c.id from calls c where c.tenant_id = q.tenant_id and ${keyMatches(sql, 'c', call)})`}
  ${status === undefined ? sql`` : sql`and q.status = ${status}`}`;

const listed = (sql: Sql) => sql`
  select q.*, k.name as campaign_name, r.name as router_name, t.name as winning_target_name, c.uuid as call_uuid,
    coalesce(c.duplicate_of is not null, false) as is_duplicate, c.live as is_live,
    c.connected_at is not null as is_connected, c.talk_time as talk_seconds,
    coalesce(
      (select w.name from rtb_awards a join rtb_targets w on w.id = a.target_id
        where a.call_id = c.id and a.status <> 'released' order by a.id desc limit 1),
      (select b.name from buyers b where b.id = c.buyer_id)) as recipient_name,
    c.revenue_micros, c.revenue_currency
  from bid_requests q
  join rtb_routers r on r.id = q.router_id
  left join campaigns k on k.id = q.campaign_id
  left join rtb_targets t on t.id = q.winning_target_id
  left join calls c on c.id = q.call_id`;

export async function listBidRequests(
  sql: Sql,
  tenantId: number,
  { limit, offset, after, ...filter }: BidRequestFilter & Page,
): Promise<ListedBidRequestRow[]> {
  return await sql<ListedBidRequestRow[]>`
    ${listed(sql)} where q.tenant_id = ${tenantId} ${matching(sql, filter)} ${newestFirst(sql, 'q', { limit, offset, after })}`;
}

export async function bidRequestByKey(sql: Sql, tenantId: number, key: Key): Promise<ListedBidRequestRow | undefined> {
  const [row] = await sql<ListedBidRequestRow[]>`
    ${listed(sql)} where q.tenant_id = ${tenantId} and ${keyMatches(sql, 'q', key)}`;
  return row;
}

export async function countBidRequests(sql: Sql, tenantId: number, filter: BidRequestFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from bid_requests q where q.tenant_id = ${tenantId} ${matching(sql, filter)}`;
  return row.count;
}

type BidResponseFilter = { bidRequest: Key | undefined };

const ofRequest = (sql: Sql, tenantId: number, { bidRequest }: BidResponseFilter) =>
  bidRequest === undefined
    ? sql``
    : 'id' in bidRequest
      ? sql`and b.bid_request_id = ${bidRequest.id}`
      : sql`and b.bid_request_id = (select id from bid_requests q where q.uuid = ${bidRequest.uuid} and q.tenant_id = ${tenantId})`;

/** The place of a bid response in the list: the newest auction first, and the best bid of an auction first. */
export type BidResponsePosition = Pick<BidResponseRow, 'bidRequestId' | 'rank' | 'id'>;

/** Stands for the rank of a response without a valid bid, which comes after all valid bids of the auction. */
const NO_RANK = 2_147_483_647;

export async function listBidResponses(
  sql: Sql,
  tenantId: number,
  { limit, offset, after, ...filter }: BidResponseFilter & Page<BidResponsePosition>,
): Promise<BidResponseRow[]> {
  const afterPosition =
    after === undefined
      ? sql``
      : sql`and b.bid_request_id <= ${after.bidRequestId} and (b.bid_request_id < ${after.bidRequestId}
          or (coalesce(b.rank, ${NO_RANK}), b.id) > (${after.rank ?? NO_RANK}, ${after.id}))`;
  return await sql<BidResponseRow[]>`
    select b.*, b.rate_day::text as rate_day from bid_responses b where b.tenant_id = ${tenantId} ${ofRequest(sql, tenantId, filter)} ${afterPosition}
    order by b.bid_request_id desc, b.rank nulls last, b.id limit ${limit} offset ${offset}`;
}

export async function countBidResponses(sql: Sql, tenantId: number, filter: BidResponseFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from bid_responses b where b.tenant_id = ${tenantId} ${ofRequest(sql, tenantId, filter)}`;
  return row.count;
}

export type RunnerUp = Pick<
  BidResponseRow,
  'targetId' | 'currency' | 'exchangeRate' | 'rateDay' | 'conversionSeconds'
> & {
  comparedCurrency: string;
  bidMicros: number;
  destination: string;
  requestId: string;
  routerId: number;
};

/**
 * Lists the valid bids of a call, best bid first. Leaves out expired bids, and bids of targets that have already had
 * the call.
 */
export async function listRunnersUp(sql: Sql, tenantId: number, callId: number): Promise<RunnerUp[]> {
  return await sql<RunnerUp[]>`
    select b.target_id, b.currency, q.currency as compared_currency, b.exchange_rate, b.rate_day::text as rate_day,
      b.conversion_seconds, b.bid_micros, b.destination, q.request_id, q.router_id
    from bid_requests q join bid_responses b on b.bid_request_id = q.id
    where q.call_id = ${callId} and q.tenant_id = ${tenantId} and b.rank is not null and b.expires_at > clock_now()
      and not exists (select from rtb_awards w where w.call_id = q.call_id and w.target_id = b.target_id)
    order by b.rank`;
}
