-- Statistics of calls that always equal a count of the table `calls`, the health of the deployment over time, and the
-- skills that a campaign requires.

alter table campaigns
  -- Only agents who have all these skills get calls of the campaign.
  add column required_skills text[] not null default '{}';

-- Copies the revenue of awarded calls from rtb_awards to calls. The revenue is from the time before calls had a value.
update calls c set converted = a.converted, revenue_micros = a.revenue_micros
  from rtb_awards a where a.call_id = c.id and a.status = 'settled' and not c.live;
alter table calls add check (revenue_micros is null or converted is not null and not live);
create index calls_unvalued on calls (end_time)
  where not live and direction = 'inbound' and not recorded_by_api and revenue_micros is null;

-- Sums over the ended calls that began in an hour (UTC), by campaign and by buyer. The buyer is the buyer who took the
-- call, or a buyer who missed the call. The rows are derived from `calls`. The table call_changes names the hours with
-- rows that are out of date.
create table call_hours (
  tenant_id bigint not null references tenants (id),
  hour timestamptz not null,
  campaign_id bigint references campaigns (id),
  buyer_id bigint references buyers (id),
  calls integer not null,
  answered integer not null,
  converted integer not null,
  missed integer not null,
  talk_seconds bigint not null,
  revenue_micros bigint not null,
  unique nulls not distinct (tenant_id, hour, campaign_id, buyer_id)
);
-- The index contains every column that queries need, so queries read no row of the table. The rows of a campaign are
-- spread over the whole table.
create index call_hours_by_campaign on call_hours (tenant_id, campaign_id, hour)
  include (buyer_id, calls, answered, converted, missed, talk_seconds, revenue_micros);

-- The sums of call_hours by day (UTC). The same job writes call_hours and call_days together.
create table call_days (
  tenant_id bigint not null references tenants (id),
  day date not null,
  campaign_id bigint references campaigns (id),
  buyer_id bigint references buyers (id),
  calls bigint not null,
  answered bigint not null,
  converted bigint not null,
  missed bigint not null,
  talk_seconds bigint not null,
  revenue_micros bigint not null,
  unique nulls not distinct (tenant_id, day, campaign_id, buyer_id)
);
create index call_days_by_buyer on call_days (tenant_id, buyer_id, day) where buyer_id is not null;

-- Hours in which a call changed. Each change adds a row, so transactions that change calls never wait for each other.
-- The update of the sums deletes only rows of changes that the update has seen.
create table call_changes (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenants (id),
  hour timestamptz not null
);
create index call_changes_by_hour on call_changes (tenant_id, hour);

create function note_call_change() returns trigger language plpgsql as $$
declare call calls := case tg_op when 'DELETE' then old else new end;
begin
  insert into call_changes (tenant_id, hour) values (call.tenant_id, date_trunc('hour', call.created_at, 'UTC'));
  return null;
end $$;
create trigger note_call_added after insert on calls
  for each row when (not new.live) execute function note_call_change();
create trigger note_call_removed after delete on calls
  for each row when (not old.live) execute function note_call_change();
create trigger note_call_changed after update on calls
  for each row when (not new.live and (
    old.live, old.start_time, old.campaign_id, old.buyer_id, old.tried_buyer_ids, old.disposition, old.talk_time,
    old.converted, old.revenue_micros)
    is distinct from (
    new.live, new.start_time, new.campaign_id, new.buyer_id, new.tried_buyer_ids, new.disposition, new.talk_time,
    new.converted, new.revenue_micros))
  execute function note_call_change();

insert into call_changes (tenant_id, hour)
  select distinct tenant_id, date_trunc('hour', created_at, 'UTC') from calls where not live;

-- The health of each minute of real time. A minute without a row was unhealthy, because no worker ran.
create table health_samples (
  minute timestamptz not null primary key,
  healthy boolean not null
);
