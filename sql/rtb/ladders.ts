/** The bid ladder of an auction: each bidder with its bid, and what came of the award that it got. */
import type { Sql } from '../db.ts';
import type { BidResponseRow } from './bids.ts';

/** What came of an award. All members are null if the bidder got no award for the call. */
type AwardOutcome = {
  awardStatus: 'claimed' | 'released' | 'completed' | null;
  /** The attempt to connect the call in which the bidder was dialed. Null if the bidder was not dialed. */
  routeAttempt: number | null;
  /** The status that the carrier reported for the dialed leg. Null before its report. */
  dialStatus: string | null;
  isBridged: boolean | null;
  talkSeconds: number | null;
  /** What the award was worth when the call got its value, in millionths of `currency`. */
  awardRevenueMicros: number | null;
};

export type LadderRow = BidResponseRow & AwardOutcome & { targetUuid: string; targetName: string };

/** Most bidders that one auction has. A router has at most 100. */
const BIDDERS_MAX = 100;

/**
 * Lists the bidders of an auction: the best valid bid first, and bidders without a valid bid last. The carrier's report
 * about a dialed leg is the event `dial-<attempt>` of the call.
 */
export async function listLadder(sql: Sql, tenantId: number, bidRequestId: number): Promise<LadderRow[]> {
  return await sql<LadderRow[]>`
    select b.*, b.rate_day::text as rate_day, t.uuid as target_uuid, t.name as target_name, w.status as award_status,
      w.route_attempt, e.metadata ->> 'status' as dial_status, (e.metadata ->> 'bridged')::boolean as is_bridged,
      (e.metadata ->> 'duration')::integer as talk_seconds, w.revenue_micros as award_revenue_micros
    from bid_responses b
    join bid_requests q on q.id = b.bid_request_id
    join rtb_targets t on t.id = b.target_id
    left join rtb_awards w on w.call_id = q.call_id and w.target_id = b.target_id and w.request_id = q.request_id
    left join call_events e on e.call_id = q.call_id and e.source_key = 'dial-' || w.route_attempt
    where b.bid_request_id = ${bidRequestId} and b.tenant_id = ${tenantId}
    order by b.rank nulls last, b.id limit ${BIDDERS_MAX}`;
}
