-- Real-time bidding: targets and routers, bid requests and bid responses, awards and caps.

create table rtb_targets (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  name text not null check (name <> ''),
  company_name text,
  contact_person text,
  contact_email text,
  contact_phone text,
  endpoint_url text not null,
  http_method text not null check (http_method in ('GET', 'POST', 'PUT', 'PATCH')),
  content_type text not null,
  request_body text,
  -- The type of authentication in the user's words ("Bearer Token"), and the type that the words mean.
  authentication text not null,
  auth_type text not null check (auth_type in ('none', 'api_key', 'bearer', 'basic')),
  -- The encrypted token. Users see only the mask.
  auth_token text,
  auth_token_mask text,
  timeout_ms integer not null check (timeout_ms between 50 and 10000),
  connection_timeout_ms integer not null check (connection_timeout_ms between 50 and 10000),
  bid_amount_path text not null,
  destination_number_path text not null,
  acceptance_path text,
  currency_path text,
  duration_path text,
  min_bid_micros bigint not null check (min_bid_micros >= 0),
  max_bid_micros bigint,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  timezone text not null,
  hours_of_operation jsonb,
  is_active boolean not null,
  -- 0 means no limit.
  max_concurrent_calls integer not null check (max_concurrent_calls >= 0),
  hourly_cap integer not null check (hourly_cap >= 0),
  daily_cap integer not null check (daily_cap >= 0),
  monthly_cap integer not null check (monthly_cap >= 0),
  -- The conversion rate of the target, estimated from the outcomes of awarded calls. A new target has 0.5.
  conversion_rate double precision not null default 0.5 check (conversion_rate between 0 and 1),
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check (max_bid_micros >= min_bid_micros),
  check ((auth_token is null) = (auth_token_mask is null))
);
create index rtb_targets_tenant on rtb_targets (tenant_id, id) where deleted_at is null;

create table rtb_routers (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  name text not null check (name <> ''),
  description text,
  bidding_timeout_ms integer not null check (bidding_timeout_ms between 50 and 10000),
  min_bidders_required integer not null check (min_bidders_required >= 1),
  enable_predictive_routing boolean not null,
  revenue_type text not null check (revenue_type in ('per_call', 'per_minute', 'cpa', 'cpl')),
  conversion_tracking boolean not null,
  is_active boolean not null,
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create index rtb_routers_tenant on rtb_routers (tenant_id, id) where deleted_at is null;

create table rtb_router_targets (
  tenant_id bigint not null references tenants (id),
  router_id bigint not null references rtb_routers (id),
  target_id bigint not null references rtb_targets (id),
  -- If two bids are equal, the target with the lower priority wins, then the target with the higher weight.
  priority integer not null check (priority >= 0),
  weight integer not null check (weight >= 0),
  created_at timestamptz not null default clock_now(),
  primary key (router_id, target_id)
);
create index rtb_router_targets_by_target on rtb_router_targets (target_id);

create table bid_requests (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  request_id text not null unique,
  campaign_id bigint references campaigns (id),
  campaign_rtb_id text,
  call_id bigint references calls (id),
  router_id bigint not null references rtb_routers (id),
  caller_id text not null,
  call_start_time timestamptz not null,
  target_ids bigint[] not null,
  auction_timeout_ms integer not null,
  min_bid_micros bigint not null,
  max_bid_micros bigint,
  currency text not null,
  status text not null check (status in ('pending', 'completed', 'no_bids', 'no_bidders', 'failed')),
  winning_bid_micros bigint,
  winning_target_id bigint references rtb_targets (id),
  -- Milliseconds from the start of the auction to the decision. The difference to the bidders' response times is the
  -- product's own overhead.
  total_response_ms integer not null check (total_response_ms >= 0),
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check ((status = 'completed') = (winning_target_id is not null)),
  check ((winning_bid_micros is null) = (winning_target_id is null))
);
create index bid_requests_listed on bid_requests (tenant_id, id desc);
create index bid_requests_by_call on bid_requests (call_id, id);

create table bid_responses (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  bid_request_id bigint not null references bid_requests (id),
  target_id bigint not null references rtb_targets (id),
  bid_micros bigint,
  currency text not null,
  destination text,
  accepted boolean not null,
  response_ms double precision not null check (response_ms >= 0),
  raw_response text,
  is_winner boolean not null default false,
  reason text not null,
  reason_code integer not null,
  -- Only set for a valid bid: the position in the order in which bids are dialled if the winner does not answer, and
  -- the time at which the bid expires.
  rank integer,
  conversion_seconds integer,
  expires_at timestamptz,
  created_at timestamptz not null default clock_now(),
  unique (bid_request_id, target_id),
  check ((rank is null) = (expires_at is null)),
  check (rank is null or (bid_micros is not null and destination is not null)),
  check (not is_winner or rank is not null)
);
create unique index bid_responses_one_winner on bid_responses (bid_request_id) where is_winner;
create index bid_responses_listed on bid_responses (tenant_id, id desc);

-- The number of calls that a target got in an hour, day or month of the target's time zone. `starts_at` is an instant,
-- so the hour that repeats at the end of daylight saving time has a separate bucket.
create table rtb_cap_buckets (
  tenant_id bigint not null references tenants (id),
  target_id bigint not null references rtb_targets (id),
  period text not null check (period in ('hour', 'day', 'month')),
  starts_at timestamptz not null,
  used integer not null check (used >= 0),
  primary key (target_id, period, starts_at)
);

-- A call that was awarded to a target. An award with the status `held` counts in the target's caps. An award with the
-- status `refunded` does not count.
create table rtb_awards (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  target_id bigint not null references rtb_targets (id),
  router_id bigint not null references rtb_routers (id),
  call_id bigint not null references calls (id),
  request_id text not null,
  bid_micros bigint not null check (bid_micros > 0),
  currency text not null,
  destination text not null,
  conversion_seconds integer,
  status text not null default 'held' check (status in ('held', 'refunded', 'settled')),
  hour_start timestamptz not null,
  day_start timestamptz not null,
  month_start timestamptz not null,
  converted boolean,
  revenue_micros bigint check (revenue_micros >= 0),
  awarded_at timestamptz not null default clock_now(),
  ended_at timestamptz,
  check ((status = 'held') = (ended_at is null)),
  check ((status = 'settled') = (revenue_micros is not null))
);
create unique index rtb_awards_one_held on rtb_awards (call_id) where status = 'held';
create index rtb_awards_held on rtb_awards (target_id) where status = 'held';
create index rtb_awards_by_call on rtb_awards (call_id, id);

-- The time at which the call was connected without an auction. From this time on, the call accepts no award.
alter table calls add column rtb_closed_at timestamptz;

create function rtb_count(in_tenant bigint, in_target bigint, in_period text, in_start timestamptz, change integer)
  returns void language sql as $$
  insert into rtb_cap_buckets (tenant_id, target_id, period, starts_at, used)
  values (in_tenant, in_target, in_period, in_start, greatest(change, 0))
  on conflict (target_id, period, starts_at) do update set used = greatest(rtb_cap_buckets.used + change, 0)
$$;

create function rtb_used(in_target bigint, in_period text, in_start timestamptz)
  returns integer language sql stable as $$
  select coalesce((select used from rtb_cap_buckets
    where target_id = in_target and period = in_period and starts_at = in_start), 0)
$$;

-- Awards a call to a target if no cap of the target is reached. The lock on the call's row orders this function against
-- the end of bidding. The lock on the target's row orders this function against other awards. Each statement sees the
-- committed changes of the transactions that had those locks before.
create function rtb_award(
  in_tenant bigint, in_call bigint, in_target bigint, in_router bigint, in_request text, in_bid_micros bigint,
  in_currency text, in_destination text, in_conversion_seconds integer
) returns text language plpgsql as $$
declare
  t rtb_targets;
  at timestamptz := clock_now();
  hour_start timestamptz;
  day_start timestamptz;
  month_start timestamptz;
begin
  perform from calls where id = in_call and tenant_id = in_tenant and live and rtb_closed_at is null for no key update;
  if not found then return 'closed'; end if;
  if exists (select from rtb_awards where call_id = in_call and status = 'held') then return 'closed'; end if;
  select * into t from rtb_targets
    where id = in_target and tenant_id = in_tenant and is_active and deleted_at is null for no key update;
  if not found then return 'inactive'; end if;
  if t.max_concurrent_calls > 0 and t.max_concurrent_calls <=
    (select count(*) from rtb_awards where target_id = t.id and status = 'held') then return 'capped'; end if;
  hour_start := date_trunc('hour', at, t.timezone);
  day_start := date_trunc('day', at, t.timezone);
  month_start := date_trunc('month', at, t.timezone);
  if t.hourly_cap > 0 and rtb_used(t.id, 'hour', hour_start) >= t.hourly_cap then return 'capped'; end if;
  if t.daily_cap > 0 and rtb_used(t.id, 'day', day_start) >= t.daily_cap then return 'capped'; end if;
  if t.monthly_cap > 0 and rtb_used(t.id, 'month', month_start) >= t.monthly_cap then return 'capped'; end if;
  perform rtb_count(t.tenant_id, t.id, 'hour', hour_start, 1);
  perform rtb_count(t.tenant_id, t.id, 'day', day_start, 1);
  perform rtb_count(t.tenant_id, t.id, 'month', month_start, 1);
  insert into rtb_awards (tenant_id, target_id, router_id, call_id, request_id, bid_micros, currency, destination,
    conversion_seconds, hour_start, day_start, month_start)
  values (t.tenant_id, t.id, in_router, in_call, in_request, in_bid_micros, in_currency, in_destination,
    in_conversion_seconds, hour_start, day_start, month_start);
  return 'awarded';
end $$;

-- Takes an award back, but only once. The call then counts in no cap.
create function rtb_refund(in_award bigint) returns boolean language plpgsql as $$
declare a rtb_awards;
begin
  update rtb_awards set status = 'refunded', ended_at = clock_now()
    where id = in_award and status = 'held' returning * into a;
  if not found then return false; end if;
  perform rtb_count(a.tenant_id, a.target_id, 'hour', a.hour_start, -1);
  perform rtb_count(a.tenant_id, a.target_id, 'day', a.day_start, -1);
  perform rtb_count(a.tenant_id, a.target_id, 'month', a.month_start, -1);
  return true;
end $$;
