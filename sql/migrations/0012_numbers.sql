-- Phone numbers of tenants, and pools of numbers that visitors see.

create table number_pools (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  name text not null check (name <> ''),
  description text,
  webhook_url text,
  -- Encrypted. It signs the webhooks of the pool.
  webhook_secret text,
  is_active boolean not null,
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create index number_pools_tenant on number_pools (tenant_id, id) where deleted_at is null;

create table phone_numbers (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  phone_number text not null,
  -- The carrier's id of the number. Null when another carrier has the number.
  phone_number_sid text,
  friendly_name text,
  capabilities text[] not null default '{voice}',
  -- Suspended numbers take no calls and are not shown to visitors.
  is_suspended boolean not null default false,
  -- The destination of calls to the number: one campaign, one pool, or none yet; and since when.
  campaign_id bigint references campaigns (id),
  pool_id bigint references number_pools (id),
  assigned_at timestamptz,
  -- What must be synced to the carrier. The version counts the changes, so that a sync knows whether the number changed
  -- while it ran.
  carrier_due text check (carrier_due in ('configure', 'release')),
  carrier_version integer not null default 0,
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check (campaign_id is null or pool_id is null),
  check ((campaign_id is null and pool_id is null) = (assigned_at is null)),
  check (carrier_due is null or phone_number_sid is not null),
  check (deleted_at is null or (campaign_id is null and pool_id is null))
);
-- A number belongs to one tenant of the deployment, so its calls reach only that tenant.
create unique index phone_numbers_phone_number on phone_numbers (phone_number) where deleted_at is null;
create unique index phone_numbers_sid on phone_numbers (phone_number_sid) where deleted_at is null;
create index phone_numbers_tenant on phone_numbers (tenant_id, id) where deleted_at is null;
create index phone_numbers_campaign on phone_numbers (campaign_id) where deleted_at is null;
create index phone_numbers_pool on phone_numbers (pool_id) where deleted_at is null;
create index phone_numbers_carrier_due on phone_numbers (id) where carrier_due is not null;

-- Webhooks of pools. Each event is sent once, and again until it is accepted or the attempts are used up.
create table pool_webhook_deliveries (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  pool_id bigint not null references number_pools (id),
  -- Identifies the event among all events of the pool.
  event_key text not null,
  -- The body as it is sent and signed.
  body text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null default clock_now(),
  last_result text,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  unique (pool_id, event_key)
);
create index pool_webhook_deliveries_pending on pool_webhook_deliveries (pool_id, next_attempt_at) where status = 'pending';
create index pool_webhook_deliveries_due on pool_webhook_deliveries (next_attempt_at) where status = 'pending';
create index pool_webhook_deliveries_age on pool_webhook_deliveries (created_at);

-- Before pools existed, this column accepted any integer.
update campaigns set pool_id = null where pool_id is not null;
alter table campaigns
  add foreign key (pool_id) references number_pools (id),
  add foreign key (rtb_router_id) references rtb_routers (id);
create index campaigns_pool on campaigns (pool_id) where pool_id is not null;
