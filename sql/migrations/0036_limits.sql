-- Limits of tenants on what all tenants of a deployment share: the carrier account, the dialer and the database.

-- The limits that the operator has changed for the tenant, by name; null means no limit. A limit that is not in the
-- object has the default of the deployment. `shared/rules/accounts/limits.ts` lists the names and the defaults.
alter table tenants add column limits jsonb not null default '{}' check (jsonb_typeof(limits) = 'object');

-- The calls and legs that count for the limit `live_calls`.
create index calls_live_by_tenant on calls (tenant_id) where live;
create index call_legs_live_by_tenant on call_legs (tenant_id) where live;

-- The carrier cost of each tenant by UTC day of product time: estimates first, then the differences to the carrier's
-- prices. Rows are only added, so transactions that end calls never wait for each other. The sweeper adds up old rows.
create table carrier_spend (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenants,
  day date not null,
  dollars numeric(14, 5) not null
);
create index carrier_spend_by_day on carrier_spend (tenant_id, day) include (dollars);

create function note_call_cost() returns trigger language plpgsql as $$
begin
  insert into carrier_spend (tenant_id, day, dollars)
  values (new.tenant_id, (coalesce(new.end_time, clock_now()) at time zone 'UTC')::date,
    coalesce(new.cost, 0) - coalesce(old.cost, 0));
  return null;
end $$;
-- An externally logged call costs nothing on our carrier account.
create trigger note_call_cost after update on calls
  for each row when (not new.externally_logged and coalesce(new.cost, 0) <> coalesce(old.cost, 0))
  execute function note_call_cost();

-- What a tenant has uploaded on a UTC day of product time.
create table import_days (
  tenant_id bigint not null references tenants,
  day date not null,
  bytes bigint not null default 0,
  rows bigint not null default 0,
  primary key (tenant_id, day)
);
