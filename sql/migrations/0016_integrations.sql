-- Platforms (CRMs, Zapier), and the calls that were synced to each platform.

-- The publisher of the tag. Calls of the tag's visitors were sent by this publisher, unless the dialled number has a
-- publisher.
alter table tracking_tags add column publisher_id bigint references publishers (id);
create index tracking_tags_publisher on tracking_tags (publisher_id) where publisher_id is not null;

-- The time at which the end of a call was stored. This time may be long after the end of the call. A search for newly
-- ended calls uses this column, so the search misses no call. The column is set once.
alter table calls add column ended_at timestamptz;
update calls set ended_at = updated_at where not live;
create function note_call_end() returns trigger language plpgsql as $$
begin
  new.ended_at := coalesce(new.ended_at, clock_now());
  return new;
end $$;
create trigger note_call_end before insert or update of status on calls
  for each row when (call_status_rank(new.status) >= 100) execute function note_call_end();
create index calls_ended on calls (tenant_id, ended_at, id) where ended_at is not null;

create table integrations (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  name text not null check (name <> ''),
  platform text not null check (platform in ('hubspot', 'salesforce', 'pipedrive', 'zapier')),
  -- The encrypted API key. Users see only the mask.
  api_key text,
  api_key_mask text,
  webhook_url text,
  is_active boolean not null,
  -- The watermark of the syncs: every call with an end that was written before the watermark was synced to the platform
  -- or given up.
  watermark_at timestamptz,
  watermark_call_id bigint,
  last_sync_at timestamptz,
  -- The number of syncs in a row in which the platform rejected the credentials.
  auth_failures integer not null default 0 check (auth_failures >= 0),
  -- The reason why the integration was switched off automatically.
  disabled_reason text,
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check ((api_key is null) = (api_key_mask is null)),
  check ((watermark_at is null) = (watermark_call_id is null)),
  check (disabled_reason is null or not is_active)
);
create index integrations_tenant on integrations (tenant_id, id) where deleted_at is null;

create table integration_syncs (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  integration_id bigint not null references integrations (id),
  status text not null default 'running' check (status in ('running', 'completed', 'failed')),
  -- The reason why the whole sync failed.
  error text,
  -- The number of workers that claimed the sync without releasing the sync. If a sync kills every worker,
  -- this number rises until the sync is stopped.
  claims integer not null default 0,
  created_at timestamptz not null default clock_now(),
  finished_at timestamptz,
  check ((status = 'running') = (finished_at is null)),
  check ((status = 'failed') = (error is not null))
);
create unique index integration_syncs_one_running on integration_syncs (integration_id) where status = 'running';
create index integration_syncs_listed on integration_syncs (integration_id, id desc);

-- The sync of one call to one platform. The state `sending` may also mean that the platform has the call but the
-- platform's answer was lost.
create table integration_records (
  tenant_id bigint not null references tenants (id),
  integration_id bigint not null references integrations (id),
  call_id bigint not null references calls (id),
  ended_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'failed', 'given_up')),
  -- The number of times that the platform rejected the call.
  failures integer not null default 0 check (failures >= 0),
  error text,
  -- The platform's id of the call.
  external_id text,
  -- The last sync that sent the call.
  sync_id bigint references integration_syncs (id),
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  primary key (integration_id, call_id),
  check (state <> 'sent' or external_id is not null)
);
create index integration_records_order on integration_records (integration_id, ended_at, call_id);
create index integration_records_open on integration_records (integration_id, ended_at, call_id)
  where state in ('pending', 'sending', 'failed');
create index integration_records_by_sync on integration_records (sync_id, state);

-- The platform's id of a person, by phone number.
create table integration_contacts (
  tenant_id bigint not null references tenants (id),
  integration_id bigint not null references integrations (id),
  phone text not null,
  external_id text not null,
  created_at timestamptz not null default clock_now(),
  primary key (integration_id, phone)
);
