-- Hours, limits, weight and screening of buyers.

alter table buyers
  -- Null: the buyer takes calls at every time. The hours are in the zone of the buyer or of the account.
  add column hours_of_operation jsonb,
  -- 0 means no limit.
  add column hourly_call_limit integer not null default 0 check (hourly_call_limit >= 0),
  add column monthly_call_limit integer not null default 0 check (monthly_call_limit >= 0),
  add column daily_revenue_cap_micros bigint not null default 0 check (daily_revenue_cap_micros >= 0),
  add column monthly_revenue_cap_micros bigint not null default 0 check (monthly_revenue_cap_micros >= 0),
  -- The buyer's share of the calls among buyers that are equal otherwise.
  add column weight integer not null default 1 check (weight between 1 and 1000),
  -- What the buyer's agent hears before the caller.
  add column whisper text check (length(whisper) between 1 and 300),
  -- Whether the buyer's agent must press 1 to get the caller.
  add column requires_accept boolean not null default false,
  -- The numbers of calls, and the revenue of calls, by the time at which the buyer got the call. `calls_hour` and
  -- `calls_day` name the hour and the day that the numbers count. The month is the month of `calls_day`.
  add column calls_this_hour integer not null default 0 check (calls_this_hour >= 0),
  add column calls_hour timestamptz,
  add column calls_this_month integer not null default 0 check (calls_this_month >= 0),
  add column revenue_today_micros bigint not null default 0 check (revenue_today_micros >= 0),
  add column revenue_this_month_micros bigint not null default 0 check (revenue_this_month_micros >= 0);

alter table calls
  -- The hour in which the call counts for the buyer. `buyer_day` is the day.
  add column buyer_hour timestamptz,
  -- How the buyer's agent is screened before the conversation: by a text alone, or by the key 1.
  add column buyer_screening text check (buyer_screening in ('whisper', 'accept'));

alter table campaign_buyers
  -- How many calls the buyer got, divided by the buyer's weight. The buyer with the lowest value is next.
  add column weighted_turn double precision not null default 0 check (weighted_turn >= 0);

create function month_of(d date) returns date language sql immutable as $$ select date_trunc('month', d::timestamp)::date $$;

-- The current hour, day and month of a buyer's limits, in the zone of the buyer or of the account.
drop function buyer_today(buyers);
create function buyer_periods(b buyers) returns table (hour timestamptz, day date, month date) language sql stable as $$
  select date_trunc('hour', clock_now(), z.zone), (clock_now() at time zone z.zone)::date,
    date_trunc('month', clock_now() at time zone z.zone)::date
  from (select coalesce(b.timezone, (select t.timezone from tenants t where t.id = b.tenant_id)) as zone) z
$$;

-- What a call without a value counts in the revenue caps of its buyer.
create function buyer_reserved_micros(c calls) returns bigint language sql immutable as $$
  select case when c.is_billable then coalesce(c.buyer_price_micros, 0) else 0 end
$$;

-- While a call has no value, its price counts in the revenue caps of the buyer. From then on, what it earned counts.
create function count_buyer_revenue() returns trigger language plpgsql as $$
declare
  difference bigint := coalesce(new.revenue_micros, 0) - coalesce(old.revenue_micros, buyer_reserved_micros(old));
begin
  update buyers set
    revenue_today_micros = greatest(0, revenue_today_micros
      + case when calls_day = new.buyer_day then difference else 0 end),
    revenue_this_month_micros = greatest(0, revenue_this_month_micros
      + case when month_of(calls_day) = month_of(new.buyer_day) then difference else 0 end),
    counted_at = clock_now()
  where id = new.buyer_id and difference <> 0;
  return null;
end $$;
create trigger count_buyer_revenue after update of revenue_micros on calls for each row
  when (new.buyer_id is not null and new.buyer_day is not null and new.revenue_micros is distinct from old.revenue_micros)
  execute function count_buyer_revenue();

-- The price of each live call counts from now on, and the calls of the month.
update buyers b set calls_this_month = counted.calls, revenue_today_micros = counted.today,
  revenue_this_month_micros = counted.month
from (
  select y.id, count(*) as calls,
    coalesce(sum(greatest(0, coalesce(c.revenue_micros, buyer_reserved_micros(c)))) filter (where c.buyer_day = y.calls_day), 0) as today,
    coalesce(sum(greatest(0, coalesce(c.revenue_micros, buyer_reserved_micros(c)))), 0) as month
  from buyers y join calls c on c.buyer_id = y.id
    and c.buyer_day >= month_of(y.calls_day) and c.buyer_day < month_of(y.calls_day) + interval '1 month'
  group by y.id) counted
where b.id = counted.id;

do $$
declare definition text;
begin
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = 'buyers'::regclass;
  drop trigger audit on buyers;
  execute replace(replace(definition, ' timezone deleted_at''',
    ' timezone hours_of_operation hourly_call_limit monthly_call_limit daily_revenue_cap_micros monthly_revenue_cap_micros weight whisper requires_accept deleted_at'''),
    'calls_day counted_at''', 'calls_day counted_at calls_this_hour calls_hour calls_this_month revenue_today_micros revenue_this_month_micros''');
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = 'campaign_buyers'::regclass;
  drop trigger audit on campaign_buyers;
  execute replace(definition, '''last_turn''', '''last_turn weighted_turn''');
end $$;
