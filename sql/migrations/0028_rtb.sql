-- Claims on buyers and on targets use the same two words. A call claims a buyer or a target. The end of the call or an
-- unanswered attempt releases the claim.

alter table calls rename column buyer_held to buyer_claimed;

-- An award is `claimed` while the call goes on. The award is `released` if the target did not take the call. The award
-- is `completed` when the call has ended and the revenue of the call is known.
alter table rtb_awards
  drop constraint rtb_awards_status_check,
  drop constraint rtb_awards_check,
  drop constraint rtb_awards_check1,
  alter column status set default 'claimed';
update rtb_awards
  set status = case status when 'held' then 'claimed' when 'refunded' then 'released' else 'completed' end;
alter table rtb_awards
  add constraint rtb_awards_status_check check (status in ('claimed', 'released', 'completed')),
  add constraint rtb_awards_ended_check check ((status = 'claimed') = (ended_at is null)),
  add constraint rtb_awards_completed_check check ((status = 'completed') = (revenue_micros is not null));
drop index rtb_awards_one_held;
drop index rtb_awards_held;
create unique index rtb_awards_one_claimed on rtb_awards (call_id) where status = 'claimed';
create index rtb_awards_claimed on rtb_awards (target_id) where status = 'claimed';

drop function rtb_award;
drop function rtb_refund;
alter function rtb_count rename to rtb_add_to_cap;
alter function rtb_used rename to rtb_cap_used;

-- The rule that awards a call to a target. The function claims a place in all caps of the target, or in no cap.
--
-- - Returns 'claimed' if the call now counts in the target's caps.
-- - Returns 'capped' if a cap of the target is reached.
-- - Returns 'inactive' if the target was deactivated or deleted.
-- - Returns 'closed' if the call accepts no award, because the call is over, already has a claimed award, or was
--   connected without an auction.
--
-- The lock on the call's row orders this function against the end of bidding (calls.rtb_closed_at). The lock on the
-- target's row orders this function against other awards. Each statement sees the committed changes of the transactions
-- that had those locks before.
--
-- A call does not wait long for a target that many calls want at the same time, because a caller is waiting. After 250
-- ms the function fails, and the next best bid is claimed instead.
create function rtb_claim_award(
  in_tenant bigint, in_call bigint, in_target bigint, in_router bigint, in_request text, in_bid_micros bigint,
  in_currency text, in_destination text, in_conversion_seconds integer
) returns text language plpgsql set lock_timeout = '250ms' as $$
declare
  t rtb_targets;
  at timestamptz := clock_now();
  hour_start timestamptz;
  day_start timestamptz;
  month_start timestamptz;
begin
  perform from calls where id = in_call and tenant_id = in_tenant and live and rtb_closed_at is null for no key update;
  if not found then return 'closed'; end if;
  if exists (select from rtb_awards where call_id = in_call and status = 'claimed') then return 'closed'; end if;
  select * into t from rtb_targets
    where id = in_target and tenant_id = in_tenant and is_active and deleted_at is null for no key update;
  if not found then return 'inactive'; end if;
  if t.max_concurrent_calls > 0 and t.max_concurrent_calls <=
    (select count(*) from rtb_awards where target_id = t.id and status = 'claimed') then return 'capped'; end if;
  hour_start := date_trunc('hour', at, t.timezone);
  day_start := date_trunc('day', at, t.timezone);
  month_start := date_trunc('month', at, t.timezone);
  if t.hourly_cap > 0 and rtb_cap_used(t.id, 'hour', hour_start) >= t.hourly_cap then return 'capped'; end if;
  if t.daily_cap > 0 and rtb_cap_used(t.id, 'day', day_start) >= t.daily_cap then return 'capped'; end if;
  if t.monthly_cap > 0 and rtb_cap_used(t.id, 'month', month_start) >= t.monthly_cap then return 'capped'; end if;
  perform rtb_add_to_cap(t.tenant_id, t.id, 'hour', hour_start, 1);
  perform rtb_add_to_cap(t.tenant_id, t.id, 'day', day_start, 1);
  perform rtb_add_to_cap(t.tenant_id, t.id, 'month', month_start, 1);
  insert into rtb_awards (tenant_id, target_id, router_id, call_id, request_id, bid_micros, currency, destination,
    conversion_seconds, hour_start, day_start, month_start)
  values (t.tenant_id, t.id, in_router, in_call, in_request, in_bid_micros, in_currency, in_destination,
    in_conversion_seconds, hour_start, day_start, month_start);
  return 'claimed';
end $$;

-- Releases a claimed award, so that the call counts in no cap. Returns false if the award was released or completed
-- before.
--
-- The function locks the target before the cap buckets, in the same order as rtb_claim_award. In the opposite order,
-- two calls of one target could deadlock.
create function rtb_release_award(in_award bigint) returns boolean language plpgsql as $$
declare a rtb_awards;
begin
  update rtb_awards set status = 'released', ended_at = clock_now()
    where id = in_award and status = 'claimed' returning * into a;
  if not found then return false; end if;
  perform from rtb_targets where id = a.target_id for no key update;
  perform rtb_add_to_cap(a.tenant_id, a.target_id, 'hour', a.hour_start, -1);
  perform rtb_add_to_cap(a.tenant_id, a.target_id, 'day', a.day_start, -1);
  perform rtb_add_to_cap(a.tenant_id, a.target_id, 'month', a.month_start, -1);
  return true;
end $$;
