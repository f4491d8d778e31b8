-- Money: a currency on every amount, the terms of a call captured at its award, and a double-entry ledger.
--
-- The ledger is the record of all money. `calls.revenue_micros`, `calls.payout_micros` and `payouts` show the same money
-- per call: the triggers below derive the first two from the ledger. `sql/calls/ledger.ts` is the only writer.

alter table tenants
  -- The zone of the account's days: "today" in statistics, and the days of buyers without a zone of their own.
  add column timezone text not null default 'UTC',
  -- The currency of the totals that the account's statistics show first. Other currencies are never added to it.
  add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$');

alter table buyers
  add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  -- The zone of the buyer's daily limit. If null, the zone of the account.
  add column timezone text;
alter table publishers
  add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  -- If null, a call pays only if its buyer or bidder pays for it.
  alter column min_seconds drop not null,
  alter column min_seconds drop default;
-- 0 was the default. It paid publishers for calls for which no buyer paid.
update publishers set min_seconds = null where min_seconds = 0;

alter table calls
  -- The bidder that pays for the call.
  add column target_id bigint references rtb_targets (id),
  -- The buyer's terms at the time when the call was given to the buyer.
  add column buyer_price_micros bigint,
  add column buyer_billable_seconds integer,
  add column buyer_currency text,
  add column revenue_currency text check (revenue_currency ~ '^[A-Z]{3}$'),
  add column payout_currency text check (payout_currency ~ '^[A-Z]{3}$'),
  add column payout_micros bigint check (payout_micros >= 0),
  -- What the carrier has charged for the call so far. An estimated cost is in "cost" only.
  add column carrier_cost_micros bigint not null default 0 check (carrier_cost_micros >= 0);
create index calls_by_publisher on calls (publisher_id, created_at) where publisher_id is not null;
create index calls_by_target on calls (target_id, created_at) where target_id is not null;

-- The length of a conversation that a bid without a duration must pay for. The bid decides first, then the target, the
-- router and the campaign.
alter table rtb_targets
  add column conversion_seconds integer check (conversion_seconds between 0 and 86400);
alter table rtb_routers
  add column conversion_seconds integer check (conversion_seconds between 0 and 86400);
alter table campaigns
  add column conversion_seconds integer not null default 60 check (conversion_seconds between 0 and 86400);

alter table rtb_awards
  add column revenue_type text check (revenue_type in ('per_call', 'per_minute', 'cpa', 'cpl')),
  add column conversion_tracking boolean;
update rtb_awards a set revenue_type = r.revenue_type, conversion_tracking = r.conversion_tracking,
    conversion_seconds = coalesce(a.conversion_seconds, case when r.revenue_type = 'cpa' then 60 else 0 end)
  from rtb_routers r where r.id = a.router_id;
alter table rtb_awards
  alter column revenue_type set not null,
  alter column conversion_tracking set not null,
  alter column conversion_seconds set not null;

-- The publisher of a call and the terms of the publisher, as they were when the first destination was dialed.
create table payout_terms (
  tenant_id bigint not null references tenants (id),
  call_id bigint primary key references calls (id),
  publisher_id bigint not null references publishers (id),
  payout_type text not null check (payout_type in ('per_call', 'per_minute', 'cpa', 'cpl')),
  payout_micros bigint not null check (payout_micros >= 0),
  min_seconds integer check (min_seconds >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  captured_at timestamptz not null default clock_now()
);
create index payout_terms_by_publisher on payout_terms (publisher_id);

-- Finds the publisher who sent a call, and stores the terms of the publisher for the call. A publisher sent a call if
-- the dialed number belongs to the publisher, or the tracking tag that showed the number to the visitor. Returns the id
-- of the publisher; null if no active publisher sent the call.
create function capture_payout_terms(in_call bigint, in_tenant bigint, in_campaign bigint, in_number bigint,
  in_to text, in_visit bigint) returns bigint language sql as $$
  insert into payout_terms (tenant_id, call_id, publisher_id, payout_type, payout_micros, min_seconds, currency)
  select in_tenant, in_call, p.id, p.payout_type, coalesce(l.custom_payout_micros, p.default_payout_micros),
    coalesce(l.min_seconds, p.min_seconds), p.currency
  from publishers p
  left join campaign_publishers l on l.campaign_id = in_campaign and l.publisher_id = p.id
  where p.tenant_id = in_tenant and p.is_active and p.deleted_at is null and p.id = coalesce(
    (select n.publisher_id from phone_numbers n
      where n.tenant_id = in_tenant and n.publisher_id is not null
        and (n.id = in_number or in_number is null and n.phone_number = in_to and n.deleted_at is null)
      limit 1),
    (select t.publisher_id from visits v join tracking_tags t on t.id = v.tag_id where v.id = in_visit))
  on conflict (call_id) do update set call_id = excluded.call_id
  returning publisher_id
$$;

create function capture_terms_of_call() returns trigger language plpgsql as $$
begin
  new.publisher_id := capture_payout_terms(new.id, new.tenant_id, new.campaign_id, new.phone_number_id, new.to_number,
    new.visit_id);
  return new;
end $$;
create trigger capture_terms before update of route_attempt on calls
  for each row when (old.route_attempt = 0 and new.route_attempt > 0 and new.direction = 'inbound')
  execute function capture_terms_of_call();

-- Calls that are in progress during this migration were given on the terms of now.
update calls c set buyer_price_micros = b.price_micros, buyer_billable_seconds = b.billable_seconds,
    buyer_currency = b.currency
  from buyers b where b.id = c.buyer_id and c.direction = 'inbound' and not c.externally_logged;
update calls c set publisher_id = capture_payout_terms(c.id, c.tenant_id, c.campaign_id, c.phone_number_id, c.to_number, c.visit_id)
  where c.direction = 'inbound' and not c.externally_logged and c.revenue_micros is null and c.route_attempt > 0;
update calls c set target_id = a.target_id from rtb_awards a where a.call_id = c.id and a.status = 'completed';
update calls c set revenue_currency = coalesce(
    (select a.currency from rtb_awards a where a.call_id = c.id and a.status = 'completed'), 'USD')
  where c.revenue_micros is not null;
update calls c set payout_micros = p.amount_micros, payout_currency = 'USD'
  from (select call_id, sum(amount_micros)::bigint as amount_micros from payouts group by call_id) p
  where p.call_id = c.id;

drop trigger keep_payout on payouts;
alter table payouts
  add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  alter column min_seconds drop not null,
  drop constraint payouts_reason_check,
  add constraint payouts_reason_check check
    (reason in ('earned', 'not_connected', 'too_short', 'not_converted', 'unpaid', 'adjusted', 'disputed'));
alter table payouts alter column currency drop default;
create trigger keep_payout before update or delete on payouts for each row execute function keep_payout();

-- One movement of money, for example the settlement of a call. It has at least two entries, and the amounts of its
-- entries add up to 0 in each currency.
create table ledger_transactions (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  call_id bigint not null references calls (id),
  kind text not null check (kind in
    ('settlement', 'payout', 'carrier_cost', 'conversion', 'adjustment', 'dispute', 'refund', 'resettlement')),
  reason text,
  -- Names the event that caused the transaction, so that a repeated event moves no money again.
  source_key text,
  created_by bigint references users (id),
  created_at timestamptz not null default clock_now(),
  unique (tenant_id, source_key)
);
create index ledger_transactions_by_call on ledger_transactions (call_id, id);

-- The accounts of a tenant:
--
-- - buyer, target: what a buyer or a bidder owes to the tenant (positive)
-- - disputed: the part of it that the buyer or bidder disputes (positive)
-- - publisher: what the tenant owes to a publisher (negative)
-- - carrier: what the tenant owes to the carrier (negative)
-- - revenue: what the tenant has earned (negative)
-- - payout, carrier_cost: what publishers and the carrier have cost (positive)
create table ledger_entries (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenants (id),
  transaction_id bigint not null references ledger_transactions (id),
  account text not null check (account in
    ('buyer', 'target', 'disputed', 'publisher', 'carrier', 'revenue', 'payout', 'carrier_cost')),
  buyer_id bigint references buyers (id),
  target_id bigint references rtb_targets (id),
  publisher_id bigint references publishers (id),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_micros bigint not null check (amount_micros <> 0),
  created_at timestamptz not null default clock_now(),
  check (case account
    when 'buyer' then buyer_id is not null and num_nonnulls(target_id, publisher_id) = 0
    when 'target' then target_id is not null and num_nonnulls(buyer_id, publisher_id) = 0
    when 'disputed' then num_nonnulls(buyer_id, target_id) = 1 and publisher_id is null
    when 'publisher' then publisher_id is not null and num_nonnulls(buyer_id, target_id) = 0
    else num_nonnulls(buyer_id, target_id, publisher_id) = 0 end)
);
create index ledger_entries_by_transaction on ledger_entries (transaction_id);
create index ledger_entries_by_buyer on ledger_entries (tenant_id, buyer_id, id) where buyer_id is not null;
create index ledger_entries_by_target on ledger_entries (tenant_id, target_id, id) where target_id is not null;
create index ledger_entries_by_publisher on ledger_entries (tenant_id, publisher_id, id) where publisher_id is not null;

-- The money from before the ledger.
insert into ledger_transactions (tenant_id, call_id, kind, source_key, created_at)
  select tenant_id, id, 'settlement', 'settlement:' || id, coalesce(ended_at, end_time) from calls
  where revenue_micros > 0 and (target_id is not null or buyer_id is not null);
insert into ledger_entries (tenant_id, transaction_id, account, buyer_id, target_id, currency, amount_micros, created_at)
  select t.tenant_id, t.id, side.account, side.buyer_id, side.target_id, c.revenue_currency, side.amount_micros, t.created_at
  from ledger_transactions t join calls c on c.id = t.call_id
  cross join lateral (values
    (case when c.target_id is null then 'buyer' else 'target' end,
      case when c.target_id is null then c.buyer_id end, c.target_id, c.revenue_micros),
    ('revenue', null, null, -c.revenue_micros)) as side (account, buyer_id, target_id, amount_micros);
insert into ledger_transactions (tenant_id, call_id, kind, source_key, created_at)
  select tenant_id, call_id, case entry when 'credit' then 'payout' else 'resettlement' end, 'payouts:' || id, created_at
  from payouts where amount_micros <> 0;
insert into ledger_entries (tenant_id, transaction_id, account, publisher_id, currency, amount_micros, created_at)
  select t.tenant_id, t.id, side.account, side.publisher_id, p.currency, side.amount_micros, t.created_at
  from payouts p join ledger_transactions t on t.tenant_id = p.tenant_id and t.source_key = 'payouts:' || p.id
  cross join lateral (values
    ('payout', null, p.amount_micros), ('publisher', p.publisher_id, -p.amount_micros)) as side (account, publisher_id, amount_micros);
insert into ledger_transactions (tenant_id, call_id, kind, source_key, created_at)
  select tenant_id, id, 'carrier_cost', 'cost:' || id, coalesce(ended_at, end_time) from calls
  where cost_source = 'rated' and cost > 0 and not live;
update calls set carrier_cost_micros = (cost * 1000000)::bigint where cost_source = 'rated' and cost > 0 and not live;
insert into ledger_entries (tenant_id, transaction_id, account, currency, amount_micros, created_at)
  select t.tenant_id, t.id, side.account, 'USD', side.amount_micros, t.created_at
  from calls c join ledger_transactions t on t.tenant_id = c.tenant_id and t.source_key = 'cost:' || c.id
  cross join lateral (values
    ('carrier_cost', (c.cost * 1000000)::bigint), ('carrier', -(c.cost * 1000000)::bigint)) as side (account, amount_micros);

-- Checked at the end of the database transaction, when all entries are there.
create function check_ledger_balance() returns trigger language plpgsql as $$
declare
  checked bigint := case tg_table_name when 'ledger_entries' then (to_jsonb(new) ->> 'transaction_id')::bigint else new.id end;
begin
  if (select count(*) from ledger_entries where transaction_id = checked) < 2
    or exists (select from ledger_entries where transaction_id = checked group by currency having sum(amount_micros) <> 0)
  then
    raise exception 'ledger transaction % does not balance: its entries must add up to 0 in each currency', checked
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger balance after insert on ledger_transactions deferrable initially deferred
  for each row execute function check_ledger_balance();
create constraint trigger balance after insert on ledger_entries deferrable initially deferred
  for each row execute function check_ledger_balance();

create function keep_ledger() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger stays unchanged; post another transaction'
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger keep before update or delete on ledger_transactions for each row execute function keep_ledger();
create trigger keep before update or delete on ledger_entries for each row execute function keep_ledger();
create trigger keep_all before truncate on ledger_transactions for each statement execute function keep_ledger();
create trigger keep_all before truncate on ledger_entries for each statement execute function keep_ledger();

-- The revenue, the payout and the carrier's charge of a call are the sums of the entries on these accounts.
create function apply_ledger_to_calls() returns trigger language plpgsql as $$
begin
  update calls c set
    revenue_micros = case when e.earns then coalesce(c.revenue_micros, 0) + e.revenue else c.revenue_micros end,
    revenue_currency = coalesce(c.revenue_currency, e.revenue_currency),
    payout_micros = case when e.pays then coalesce(c.payout_micros, 0) + e.payout else c.payout_micros end,
    payout_currency = coalesce(c.payout_currency, e.payout_currency),
    carrier_cost_micros = c.carrier_cost_micros + e.carrier_cost,
    updated_at = clock_now()
  from (
    select t.call_id, bool_or(n.account = 'revenue') as earns, bool_or(n.account = 'payout') as pays,
      -coalesce(sum(n.amount_micros) filter (where n.account = 'revenue'), 0)::bigint as revenue,
      coalesce(sum(n.amount_micros) filter (where n.account = 'payout'), 0)::bigint as payout,
      coalesce(sum(n.amount_micros) filter (where n.account = 'carrier_cost'), 0)::bigint as carrier_cost,
      min(n.currency) filter (where n.account = 'revenue') as revenue_currency,
      min(n.currency) filter (where n.account = 'payout') as payout_currency
    from added n join ledger_transactions t on t.id = n.transaction_id
    where n.account in ('revenue', 'payout', 'carrier_cost') group by t.call_id) e
  where c.id = e.call_id;
  return null;
end $$;
create trigger apply_to_calls after insert on ledger_entries referencing new table as added
  for each statement execute function apply_ledger_to_calls();

-- The entries of a call on one account have one currency, so a call's revenue is one amount.
create function check_call_currency() returns trigger language plpgsql as $$
declare
  expected text;
begin
  select case when new.account = 'payout' then c.payout_currency else c.revenue_currency end into expected
    from ledger_transactions t join calls c on c.id = t.call_id where t.id = new.transaction_id;
  if expected <> new.currency then
    raise exception 'the % of this call is in %, not in %', new.account, expected, new.currency
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger one_currency before insert on ledger_entries
  for each row when (new.account in ('revenue', 'payout')) execute function check_call_currency();

-- Only the ledger changes the money of a call. The value of a call begins with 0.
create function keep_money_of_call() returns trigger language plpgsql as $$
begin
  raise exception 'the money of call % follows the ledger; post a ledger transaction', new.id
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger keep_money before update of revenue_micros, payout_micros, carrier_cost_micros on calls
  for each row when (pg_trigger_depth() = 0 and (
    old.revenue_micros is distinct from new.revenue_micros and not (old.revenue_micros is null and new.revenue_micros = 0)
    or old.payout_micros is distinct from new.payout_micros and not (old.payout_micros is null and new.payout_micros = 0)
    or old.carrier_cost_micros <> new.carrier_cost_micros))
  execute function keep_money_of_call();

-- Books the difference between what the carrier charges for a call and what the ledger has for the call. A cost without
-- the carrier's prices is an estimate, and an estimate is not booked.
create function post_carrier_cost() returns trigger language plpgsql as $$
declare
  charged numeric;
  difference bigint;
  posted bigint;
begin
  charged := case when new.cost_source = 'rated' then new.cost else coalesce(new.price, 0)
    + (select coalesce(sum(price), 0) from call_legs where call_id = new.id)
    + (select coalesce(sum(price), 0) from recordings where call_id = new.id) end;
  difference := (charged * 1000000)::bigint - new.carrier_cost_micros;
  if difference = 0 then return null; end if;
  insert into ledger_transactions (tenant_id, call_id, kind)
    values (new.tenant_id, new.id, 'carrier_cost') returning id into posted;
  insert into ledger_entries (tenant_id, transaction_id, account, currency, amount_micros) values
    (new.tenant_id, posted, 'carrier_cost', 'USD', difference), (new.tenant_id, posted, 'carrier', 'USD', -difference);
  return null;
end $$;
create trigger post_cost after update of cost, cost_source on calls
  for each row when (not new.live and new.cost_source in ('rated', 'unrated')
    and (old.cost, old.cost_source) is distinct from (new.cost, new.cost_source))
  execute function post_carrier_cost();

-- The terms of the award: as before, and the terms of the router, and how long the conversation must last.
create or replace function rtb_claim_award(
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
    conversion_seconds, revenue_type, conversion_tracking, hour_start, day_start, month_start)
  select t.tenant_id, t.id, r.id, c.id, in_request, in_bid_micros, in_currency, in_destination,
    coalesce(in_conversion_seconds, t.conversion_seconds, r.conversion_seconds, k.conversion_seconds, 60),
    r.revenue_type, r.conversion_tracking, hour_start, day_start, month_start
  from rtb_routers r, calls c left join campaigns k on k.id = c.campaign_id
  where r.id = in_router and c.id = in_call;
  return 'claimed';
end $$;

-- The day of a buyer's daily limit.
create function buyer_today(b buyers) returns date language sql stable as $$
  select (clock_now() at time zone coalesce(b.timezone, (select t.timezone from tenants t where t.id = b.tenant_id)))::date
$$;

create trigger audit after insert on ledger_transactions for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('ledger_transaction', 'call_id kind reason', 'source_key');
drop trigger audit on tenants;
create trigger audit after update on tenants for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('tenant', 'name status status_reason limits timezone currency', '');
drop trigger audit on buyers;
create trigger audit after insert or update or delete on buyers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('buyer',
    'name company_name email phone_number priority max_concurrent_calls daily_call_limit is_active price_micros billable_seconds currency timezone deleted_at',
    'current_calls calls_today calls_day counted_at');
drop trigger audit on publishers;
create trigger audit after insert or update or delete on publishers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('publisher',
    'name company_name contact_email contact_phone payout_type default_payout_micros min_seconds currency is_active deleted_at', '');
drop trigger audit on rtb_routers;
create trigger audit after insert or update or delete on rtb_routers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('rtb_router',
    'name description bidding_timeout_ms min_bidders_required enable_predictive_routing revenue_type conversion_tracking conversion_seconds is_active deleted_at',
    '');
drop trigger audit on rtb_targets;
create trigger audit after insert or update or delete on rtb_targets for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('rtb_target',
    'name company_name contact_person contact_email contact_phone endpoint_url http_method content_type authentication auth_type timeout_ms connection_timeout_ms bid_amount_path destination_number_path acceptance_path currency_path duration_path min_bid_micros max_bid_micros bid_duration conversion_seconds currency timezone hours_of_operation is_active max_concurrent_calls hourly_cap daily_cap monthly_cap deleted_at',
    'conversion_rate auth_token_mask');
drop trigger audit on campaigns;
create trigger audit after insert or update or delete on campaigns for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('campaign',
    'name description status caller_id schedule_start schedule_end timezone calling_hours_start calling_hours_end agent_group_id retry_policy amd_enabled amd_mode agent_legs voicemail_message_url record_calls wrap_up_seconds ring_seconds_max dial_mode abandon_target_rate abandon_hard_rate abandon_window abandon_answers_min required_skills phone_number routing_type pool_id rtb_router_id enable_rtb rtb_id conversion_seconds deleted_at',
    'pacer_state pacing_report total_leads calls_made calls_completed routing_turn list_exhausted');
