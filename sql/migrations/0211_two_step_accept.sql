-- Two-step accept: before the winner is dialed, a target with a post address must confirm its bid.

-- Adds columns to the list of columns that the audit trigger of a table records.
create or replace function pg_temp.audit_columns(in_table text, in_columns text) returns void language plpgsql as $$
declare
  definition text;
begin
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = in_table::regclass;
  execute format('drop trigger audit on %I', in_table);
  execute regexp_replace(definition, '(audit_row\(''\w+'', ''[^'']*)', '\1 ' || in_columns);
end $$;

-- Without post_url, a bid needs no confirmation. Only a value at acceptance_path confirms.
alter table rtb_targets
  add column post_url text,
  add column post_method text not null default 'POST' check (post_method in ('GET', 'POST', 'PUT', 'PATCH')),
  add column post_body text,
  add column post_timeout_ms integer not null default 1000 check (post_timeout_ms between 50 and 3000),
  add constraint rtb_targets_post_confirms check (post_url is null or acceptance_path is not null);
select pg_temp.audit_columns('rtb_targets', 'post_url post_method post_body post_timeout_ms');

-- An award that needs a confirmation is neither dialed nor paid without it.
alter table rtb_awards
  add column needs_confirmation boolean not null default false,
  add column confirmation_sent_at timestamptz,
  add column confirmed_at timestamptz,
  add constraint rtb_awards_sent_before_confirmed check (confirmed_at is null or confirmation_sent_at is not null),
  add constraint rtb_awards_dialed_if_confirmed check (
    not needs_confirmation or confirmed_at is not null or (route_attempt is null and status <> 'completed'));

-- The result of the confirmation: `confirmed`, or the reason why the bid was given up.
alter table bid_responses
  add column confirmation text,
  add column confirmation_ms double precision check (confirmation_ms >= 0),
  add constraint bid_responses_confirmation_check check ((confirmation is null) = (confirmation_ms is null)),
  add constraint bid_responses_confirmation_values check (confirmation in ('confirmed',
  'won', 'error_status', 'timeout', 'invalid_response', 'unreachable', 'blocked', 'throttled', 'below_floor',
  'no_bid', 'not_accepted', 'invalid_amount', 'wrong_currency', 'over_ceiling', 'invalid_destination',
  'charged_destination', 'own_destination', 'too_large', 'redirected', 'late', 'expired', 'outbid', 'capped',
  'closed', 'country_not_allowed', 'duplicate_caller', 'no_exchange_rate', 'misconfigured', 'bid_lowered'));

alter table bid_responses drop constraint bid_responses_reason_check;
alter table bid_responses add constraint bid_responses_reason_check check (reason in (
  'won', 'error_status', 'timeout', 'invalid_response', 'unreachable', 'blocked', 'throttled', 'below_floor',
  'no_bid', 'not_accepted', 'invalid_amount', 'wrong_currency', 'over_ceiling', 'invalid_destination',
  'charged_destination', 'own_destination', 'too_large', 'redirected', 'late', 'expired', 'outbid', 'capped',
  'closed', 'country_not_allowed', 'duplicate_caller', 'no_exchange_rate', 'misconfigured', 'bid_lowered'));

create or replace function rtb_claim_award(
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
  -- The target has got a post address since the ping, and may not be dialed before it confirms.
  if in_attempt is not null and t.post_url is not null then return 'inactive'; end if;
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
    exchange_rate, rate_day, route_attempt, needs_confirmation)
  select t.tenant_id, t.id, r.id, c.id, in_request, in_bid_micros, in_currency, in_destination,
    coalesce(in_conversion_seconds, t.conversion_seconds, r.conversion_seconds, k.conversion_seconds, 60),
    r.revenue_type, r.conversion_tracking, hour_start, day_start, month_start, in_compared_currency, in_exchange_rate,
    in_rate_day, in_attempt, t.post_url is not null
  from rtb_routers r, calls c left join campaigns k on k.id = c.campaign_id
  where r.id = in_router and c.id = in_call;
  if in_attempt is not null then
    update calls set forwarded_to = in_destination, route_attempt = in_attempt, updated_at = at where id = in_call;
    insert into call_events (tenant_id, call_id, event, message, metadata, occurred_at)
    values (in_tenant, in_call, in_event ->> 'event', in_event ->> 'message', in_event -> 'metadata', at);
  end if;
  return 'claimed';
end $$;
