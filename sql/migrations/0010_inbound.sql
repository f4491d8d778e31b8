-- Login sessions, buyers of calls, and campaigns that receive inbound calls.

-- Login sessions. The cookie contains the session id. The table contains only the hash of the session id, so a copy of
-- the table opens no session. All times are real time, because browsers use real time.
create table sessions (
  id_hash bytea not null primary key,
  tenant_id bigint not null references tenants (id),
  user_id bigint not null references users (id),
  token_version integer not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_age on sessions (last_seen_at);

create table buyers (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  name text not null check (name <> ''),
  company_name text,
  email text,
  phone_number text not null,
  -- The buyer with the lower number gets a call first.
  priority integer not null check (priority >= 0),
  -- 0 means no limit.
  max_concurrent_calls integer not null check (max_concurrent_calls >= 0),
  daily_call_limit integer not null check (daily_call_limit >= 0),
  is_active boolean not null,
  -- The numbers of current calls and of today's calls. A call claims and releases a place only by updates that check
  -- the limits. The sweeper corrects these numbers from the table `calls`.
  current_calls integer not null default 0 check (current_calls >= 0),
  calls_today integer not null default 0 check (calls_today >= 0),
  calls_day date,
  counted_at timestamptz not null default clock_now(),
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create index buyers_tenant on buyers (tenant_id, id) where deleted_at is null;

create table campaign_buyers (
  tenant_id bigint not null references tenants (id),
  campaign_id bigint not null references campaigns (id),
  buyer_id bigint not null references buyers (id),
  priority integer not null check (priority >= 0),
  -- The campaign's routing_turn when this buyer last got a call. The buyer with the lowest number has waited longest.
  last_turn bigint not null default 0,
  created_at timestamptz not null default clock_now(),
  primary key (campaign_id, buyer_id)
);
create index campaign_buyers_by_buyer on campaign_buyers (buyer_id);

alter table agents add column created_by bigint references users (id);

alter table campaigns
  add column phone_number text,
  -- Null if the campaign receives no inbound calls.
  add column routing_type text check (routing_type in ('priority', 'round_robin', 'pool')),
  add column pool_id bigint,
  add column rtb_router_id bigint,
  add column enable_rtb boolean not null default false,
  add column rtb_id text unique,
  -- The number of the campaign's routing decisions. The lock on this row makes the routing decisions happen one after
  -- the other.
  add column routing_turn bigint not null default 0,
  add column deleted_at timestamptz;

-- A dialled number belongs to at most one campaign of all tenants. If a campaign has ended, another campaign can use
-- the number.
create unique index campaigns_phone_number on campaigns (phone_number)
  where deleted_at is null and status not in ('completed', 'cancelled');

alter table calls
  add column buyer_id bigint references buyers (id),
  -- Whether the call now counts in the buyer's concurrent calls, and the UTC day in which the call counts for the
  -- buyer.
  add column buyer_held boolean not null default false,
  add column buyer_day date,
  add column tried_buyer_ids bigint[] not null default '{}',
  -- The destination that is dialled for the caller, and the number of the attempt to connect the caller. The first
  -- attempt is 1.
  add column forwarded_to text,
  add column route_attempt integer not null default 0,
  -- Whether another system carried the call and logged the call over the API.
  add column recorded_by_api boolean not null default false,
  add column given_recording_url text;
create index calls_by_buyer on calls (buyer_id, buyer_day) where buyer_id is not null;
