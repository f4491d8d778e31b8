-- `rtb_claim_award` as before, with three changes. With `in_attempt`, the call is also connected to the destination, as this
-- attempt of the call. An award of a target with a post address needs a confirmation. The target is locked last: all calls
-- that want one target wait for its lock, so only the caps, the award and the commit lie between the lock and its end. The
-- call and its event are written before, and are undone if the target does not take the call.
drop function rtb_claim_award(bigint, bigint, bigint, bigint, text, bigint, text, text, integer, text, numeric, date);
create function rtb_claim_award(
  in_tenant bigint, in_call bigint, in_target bigint, in_router bigint, in_request text, in_bid_micros bigint,
  in_currency text, in_destination text, in_conversion_seconds integer,
  in_compared_currency text, in_exchange_rate numeric, in_rate_day date,
  in_attempt integer default null, in_event jsonb default null
) returns text language plpgsql set lock_timeout = '250ms' as $$
declare
  t rtb_targets;
  at timestamptz := clock_now();
  hour_start timestamptz;
  day_start timestamptz;
  month_start timestamptz;
begin
  perform from calls where id = in_call and tenant_id = in_tenant and live and rtb_closed_at is null
    and (in_attempt is null or route_attempt = in_attempt - 1) for no key update;
  if not found then return 'closed'; end if;
  if exists (select from rtb_awards where call_id = in_call and status = 'claimed') then return 'closed'; end if;
  if in_attempt is not null then
    update calls set forwarded_to = in_destination, route_attempt = in_attempt, updated_at = at where id = in_call;
    insert into call_events (tenant_id, call_id, event, message, metadata, occurred_at)
    values (in_tenant, in_call, in_event ->> 'event', in_event ->> 'message', in_event -> 'metadata', at);
  end if;
  select * into t from rtb_targets
    where id = in_target and tenant_id = in_tenant and is_active and deleted_at is null for no key update;
  if not found then raise sqlstate 'AW001'; end if;
  -- The target has got a post address since the ping, and may not be dialed before it confirms.
  if in_attempt is not null and t.post_url is not null then raise sqlstate 'AW001'; end if;
  hour_start := date_trunc('hour', at, t.timezone);
  day_start := date_trunc('day', at, t.timezone);
  month_start := date_trunc('month', at, t.timezone);
  if t.max_concurrent_calls > 0 and t.max_concurrent_calls <=
      (select count(*) from rtb_awards where target_id = t.id and status = 'claimed')
    or t.hourly_cap > 0 and rtb_cap_used(t.id, 'hour', hour_start) >= t.hourly_cap
    or t.daily_cap > 0 and rtb_cap_used(t.id, 'day', day_start) >= t.daily_cap
    or t.monthly_cap > 0 and rtb_cap_used(t.id, 'month', month_start) >= t.monthly_cap
  then raise sqlstate 'AW002'; end if;
  insert into rtb_cap_buckets (tenant_id, target_id, period, starts_at, used)
  values (t.tenant_id, t.id, 'hour', hour_start, 1), (t.tenant_id, t.id, 'day', day_start, 1),
    (t.tenant_id, t.id, 'month', month_start, 1)
  on conflict (target_id, period, starts_at) do update set used = rtb_cap_buckets.used + 1;
  insert into rtb_awards (tenant_id, target_id, router_id, call_id, request_id, bid_micros, currency, destination,
    conversion_seconds, revenue_type, conversion_tracking, hour_start, day_start, month_start, compared_currency,
    exchange_rate, rate_day, route_attempt, needs_confirmation)
  select t.tenant_id, t.id, r.id, c.id, in_request, in_bid_micros, in_currency, in_destination,
    coalesce(in_conversion_seconds, t.conversion_seconds, r.conversion_seconds, k.conversion_seconds, 60),
    r.revenue_type, r.conversion_tracking, hour_start, day_start, month_start, in_compared_currency, in_exchange_rate,
    in_rate_day, in_attempt, t.post_url is not null
  from rtb_routers r, calls c left join campaigns k on k.id = c.campaign_id
  where r.id = in_router and c.id = in_call;
  return 'claimed';
exception
  when sqlstate 'AW001' then return 'inactive';
  when sqlstate 'AW002' then return 'capped';
end $$;
