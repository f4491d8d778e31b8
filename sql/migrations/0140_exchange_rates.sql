-- Daily exchange rates, with which an auction compares bids in several currencies. Rates never add up amounts: money
-- stays in the currency in which it was bid, owed or paid.
create table exchange_rates (
  id bigint generated always as identity primary key,
  -- Null: a rate of the operator, for all accounts. A rate of the account's own counts before one of the same day.
  tenant_id bigint references tenants (id),
  currency text not null check (currency ~ '^[A-Z]{3}$' and currency <> 'USD'),
  day date not null,
  -- How many units of the currency one US dollar buys.
  per_dollar numeric not null check (per_dollar > 0),
  source text not null,
  created_by bigint references users (id),
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  unique nulls not distinct (tenant_id, currency, day)
);
create index exchange_rates_listed on exchange_rates (tenant_id, id desc);
create trigger audit after insert or update on exchange_rates for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('exchange_rate', 'currency day per_dollar source', '');

-- How a bid was compared with bids in other currencies: one unit of the bid's currency is `exchange_rate` units of the
-- auction's currency. The day is that of the older rate. Without a day, all bids were in one currency.
alter table bid_responses
  add column exchange_rate numeric not null default 1 check (exchange_rate > 0),
  add column rate_day date;
alter table bid_responses drop constraint bid_responses_reason_check;
alter table bid_responses add constraint bid_responses_reason_check check (reason in (
  'won', 'error_status', 'timeout', 'invalid_response', 'unreachable', 'blocked', 'throttled', 'below_floor', 'no_bid',
  'not_accepted', 'invalid_amount', 'wrong_currency', 'over_ceiling', 'invalid_destination', 'charged_destination',
  'own_destination', 'too_large', 'redirected', 'late', 'expired', 'outbid', 'capped', 'closed', 'country_not_allowed',
  'duplicate_caller', 'no_exchange_rate', 'misconfigured'));
alter table rtb_awards
  add column compared_currency text check (compared_currency ~ '^[A-Z]{3}$'),
  add column exchange_rate numeric not null default 1 check (exchange_rate > 0),
  add column rate_day date;
update rtb_awards set compared_currency = currency;
alter table rtb_awards alter column compared_currency set not null;

drop function rtb_claim_award(bigint, bigint, bigint, bigint, text, bigint, text, text, integer);
-- As before, and the award keeps the rate with which its bid was compared.
create function rtb_claim_award(
  in_tenant bigint, in_call bigint, in_target bigint, in_router bigint, in_request text, in_bid_micros bigint,
  in_currency text, in_destination text, in_conversion_seconds integer,
  in_compared_currency text, in_exchange_rate numeric, in_rate_day date
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
    conversion_seconds, revenue_type, conversion_tracking, hour_start, day_start, month_start, compared_currency,
    exchange_rate, rate_day)
  select t.tenant_id, t.id, r.id, c.id, in_request, in_bid_micros, in_currency, in_destination,
    coalesce(in_conversion_seconds, t.conversion_seconds, r.conversion_seconds, k.conversion_seconds, 60),
    r.revenue_type, r.conversion_tracking, hour_start, day_start, month_start, in_compared_currency, in_exchange_rate,
    in_rate_day
  from rtb_routers r, calls c left join campaigns k on k.id = c.campaign_id
  where r.id = in_router and c.id = in_call;
  return 'claimed';
end $$;
