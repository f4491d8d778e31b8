-- Phone numbers of tenants, and pools of numbers that visitors see.

create table number_pools (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  name text not null check (name <> ''),
  description text,
  webhook_url text,
  -- The encrypted secret that signs the webhooks of the pool.
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
  -- The carrier's id of the number. Null if another carrier has the number.
  phone_number_sid text,
  friendly_name text,
  capabilities text[] not null default '{voice}',
  -- Whether the number is suspended. A suspended number takes no calls and is not shown to visitors.
  is_suspended boolean not null default false,
  -- The destination of calls to the number, and the time since which the destination applies. The destination is one
  -- campaign, one pool, or null.
  campaign_id bigint references campaigns (id),
  pool_id bigint references number_pools (id),
  assigned_at timestamptz,
  -- The kind of sync to the carrier that is due. carrier_version counts the changes of the number, so that a sync
  -- notices if the number changed while the sync ran.
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
-- A phone number belongs to one tenant of the deployment, so that calls to the number reach only that tenant.
create unique index phone_numbers_phone_number on phone_numbers (phone_number) where deleted_at is null;
create unique index phone_numbers_sid on phone_numbers (phone_number_sid) where deleted_at is null;
create index phone_numbers_tenant on phone_numbers (tenant_id, id) where deleted_at is null;
create index phone_numbers_campaign on phone_numbers (campaign_id) where deleted_at is null;
create index phone_numbers_pool on phone_numbers (pool_id) where deleted_at is null;
create index phone_numbers_carrier_due on phone_numbers (id) where carrier_due is not null;

-- Deliveries of events to the webhooks of pools. The product repeats the delivery of an event until the receiver
-- accepts the event or all attempts are used up.
create table pool_webhook_deliveries (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  pool_id bigint not null references number_pools (id),
  -- Identifies the event among all events of the pool.
  event_key text not null,
  -- The body of the request, exactly as the product sends and signs the body.
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

-- Before pools existed, campaigns.pool_id accepted any integer. So clear the column before the foreign key is added.
update campaigns set pool_id = null where pool_id is not null;
alter table campaigns
  add foreign key (pool_id) references number_pools (id),
  add foreign key (rtb_router_id) references rtb_routers (id);
create index campaigns_pool on campaigns (pool_id) where pool_id is not null;
