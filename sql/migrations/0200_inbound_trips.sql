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

-- The routing turn leaves the row of its campaign, which many other statements lock. The rows change with each call.
create table campaign_turns (
  campaign_id bigint primary key references campaigns (id),
  turn bigint not null
) with (fillfactor = 50);
insert into campaign_turns (campaign_id, turn) select id, routing_turn from campaigns where routing_turn > 0;
alter table campaigns drop column routing_turn;
