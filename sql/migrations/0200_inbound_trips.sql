-- What a caller waits for takes few trips to the database, and no lock is held over a trip.

-- What a tenant uses of the carrier account now (`sql/accounts/limits.ts`).
create function carrier_use(in_tenant bigint, out live_calls bigint, out live_minutes double precision,
  out ended_dollars numeric) language sql stable as $$
  with live as (
    select answer_time, true as counts from calls
    where tenant_id = in_tenant and live and status <> 'reserved' and not externally_logged
    union all
    select answer_time, call_id is null from call_legs
    where tenant_id = in_tenant and live and status <> 'reserved'
  )
  select count(*) filter (where counts),
    -- The clock is read once, not once for each live call.
    coalesce(sum(ceil(greatest(1, extract(epoch from (select clock_now()) - answer_time)) / 60)), 0),
    (select coalesce(sum(dollars), 0) from carrier_spend
      where tenant_id = in_tenant and day = (clock_now() at time zone 'UTC')::date)
  from live
$$;

-- What `openInboundCall` needs to know before it inserts a call. From here until the end of the statement, the other
-- claims of the tenant wait. The function sees what they have written, although the statement began before.
create function claim_inbound_room(
  in_tenant bigint, in_campaign bigint, in_caller text, in_window_seconds integer,
  out live_calls bigint, out live_minutes double precision, out ended_dollars numeric, out earlier_call bigint
) language plpgsql set lock_timeout = '2s' as $$
declare at timestamptz := clock_now();
begin
  perform pg_advisory_xact_lock(hashtext('tenant.claims'), in_tenant::int);
  select u.live_calls, u.live_minutes, u.ended_dollars into live_calls, live_minutes, ended_dollars
    from carrier_use(in_tenant) u;
  select c.id into earlier_call from calls c
    where c.tenant_id = in_tenant and c.campaign_id = in_campaign and c.direction = 'inbound'
      and c.from_number = in_caller and (c.connected_at is not null or c.live)
      and c.created_at > at - make_interval(secs => in_window_seconds)
    order by c.id desc limit 1;
end $$;

drop function rtb_claim_award(bigint, bigint, bigint, bigint, text, bigint, text, text, integer, text, numeric, date);
-- As before. With `in_attempt`, the call is also connected to the destination, as this attempt of the call.
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
  insert into rtb_cap_buckets (tenant_id, target_id, period, starts_at, used)
  values (t.tenant_id, t.id, 'hour', hour_start, 1), (t.tenant_id, t.id, 'day', day_start, 1),
    (t.tenant_id, t.id, 'month', month_start, 1)
  on conflict (target_id, period, starts_at) do update set used = rtb_cap_buckets.used + 1;
  insert into rtb_awards (tenant_id, target_id, router_id, call_id, request_id, bid_micros, currency, destination,
    conversion_seconds, revenue_type, conversion_tracking, hour_start, day_start, month_start, compared_currency,
    exchange_rate, rate_day, route_attempt)
  select t.tenant_id, t.id, r.id, c.id, in_request, in_bid_micros, in_currency, in_destination,
    coalesce(in_conversion_seconds, t.conversion_seconds, r.conversion_seconds, k.conversion_seconds, 60),
    r.revenue_type, r.conversion_tracking, hour_start, day_start, month_start, in_compared_currency, in_exchange_rate,
    in_rate_day, in_attempt
  from rtb_routers r, calls c left join campaigns k on k.id = c.campaign_id
  where r.id = in_router and c.id = in_call;
  if in_attempt is not null then
    update calls set forwarded_to = in_destination, route_attempt = in_attempt, updated_at = at where id = in_call;
    insert into call_events (tenant_id, call_id, event, message, metadata, occurred_at)
    values (in_tenant, in_call, in_event ->> 'event', in_event ->> 'message', in_event -> 'metadata', at);
  end if;
  return 'claimed';
end $$;

-- The routing turn leaves the row of its campaign, which many other statements lock. The rows change with each call.
create table campaign_turns (
  campaign_id bigint primary key references campaigns (id),
  turn bigint not null
) with (fillfactor = 50);
insert into campaign_turns (campaign_id, turn) select id, routing_turn from campaigns where routing_turn > 0;
alter table campaigns drop column routing_turn;
