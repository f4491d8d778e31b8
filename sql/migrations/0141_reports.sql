alter table exchange_rates add column uuid uuid not null unique default gen_random_uuid();

-- The source of a call's visit, kept with the call, because visits are deleted after some time and reports are not.
alter table calls add column source text;
update calls c set source = v.source from visits v where v.id = c.visit_id;

create function keep_source_of_call() returns trigger language plpgsql as $$
begin
  select v.source into new.source from visits v where v.id = new.visit_id;
  return new;
end $$;
create trigger keep_source before insert or update of visit_id on calls
  for each row when (new.visit_id is not null) execute function keep_source_of_call();

-- The currency of the revenue of the sums. Calls without revenue have none. Sums of two currencies are never added.
alter table call_hours add column currency text;
alter table call_days add column currency text;
alter table call_hours drop constraint call_hours_tenant_id_hour_campaign_id_buyer_id_key,
  add unique nulls not distinct (tenant_id, hour, campaign_id, buyer_id, currency);
alter table call_days drop constraint call_days_tenant_id_day_campaign_id_buyer_id_key,
  add unique nulls not distinct (tenant_id, day, campaign_id, buyer_id, currency);
drop index call_hours_by_campaign;
create index call_hours_by_campaign on call_hours (tenant_id, campaign_id, hour)
  include (buyer_id, currency, calls, answered, converted, missed, talk_seconds, revenue_micros);
-- The stored sums with revenue are counted again, with their currency.
insert into call_changes (tenant_id, hour) select distinct tenant_id, hour from call_hours where revenue_micros <> 0;
