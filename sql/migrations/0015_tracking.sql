-- Dynamic number insertion: which visitor saw which number, and the visit behind a call.

-- A tag code stays with the tenant who used the code first, even after the tag was deleted. The reason: pages still
-- contain the code, and these pages must never show the number of another tenant.
create table tag_codes (
  code text primary key check (code ~ '^[A-Za-z0-9_.-]{1,64}$'),
  tenant_id bigint not null references tenants (id),
  unique (code, tenant_id)
);

create table tracking_tags (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  campaign_id bigint not null references campaigns (id),
  name text not null check (name <> ''),
  tag_code text not null,
  is_active boolean not null,
  -- The domains on which pages may use the tag. Subdomains are included. An empty list allows every domain.
  allowed_domains text[] not null,
  -- The phone number that is replaced in the pages. If null, the campaign's own number is replaced.
  swap_number text,
  idle_minutes integer not null check (idle_minutes between 2 and 1440),
  cool_down_minutes integer not null check (cool_down_minutes between 0 and 10080),
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  constraint tracking_tags_code_of_tenant foreign key (tag_code, tenant_id) references tag_codes (code, tenant_id)
);
create unique index tracking_tags_tag_code on tracking_tags (tag_code) where deleted_at is null;
create index tracking_tags_tenant on tracking_tags (tenant_id, id) where deleted_at is null;

-- A visit: the requests of one visitor. A visit ends when the visitor was away for longer than the visitor's number was
-- reserved.
create table tracking_sessions (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  tag_id bigint not null references tracking_tags (id),
  campaign_id bigint not null references campaigns (id),
  tracking_id text not null unique,
  session_id text not null check (session_id <> ''),
  -- The id of the number that the visitor saw, if the number is registered for the tenant.
  phone_number_id bigint references phone_numbers (id),
  source text not null,
  medium text,
  campaign text,
  content text,
  term text,
  domain text,
  -- The path of the landing page.
  page text,
  referrer text,
  user_agent text,
  ip_address text not null,
  last_seen_at timestamptz not null default clock_now(),
  created_at timestamptz not null default clock_now()
);
create index tracking_sessions_listed on tracking_sessions (tenant_id, id desc);
create index tracking_sessions_by_tag on tracking_sessions (tag_id, id desc);
create index tracking_sessions_by_session on tracking_sessions (tag_id, session_id, id desc);
create index tracking_sessions_by_campaign on tracking_sessions (tenant_id, campaign_id, created_at);
create index tracking_sessions_age on tracking_sessions (created_at);

create table number_leases (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  tag_id bigint not null references tracking_tags (id),
  session_id text not null,
  tracking_session_id bigint not null references tracking_sessions (id) on delete cascade,
  -- The leased number. Null only if the number is a campaign's own number and another carrier has the number.
  phone_number_id bigint references phone_numbers (id),
  phone_number text not null,
  -- True if other visitors see the same number too, because no number was free. Calls to this number are attributed to
  -- no visitor.
  is_overflow boolean not null,
  client_address text not null,
  leased_at timestamptz not null default clock_now(),
  last_seen_at timestamptz not null default clock_now(),
  -- The visitor counts as present until live_until. The number stays reserved for the visitor until held_until.
  live_until timestamptz not null,
  held_until timestamptz not null,
  released_at timestamptz,
  check (is_overflow or phone_number_id is not null),
  check (live_until <= held_until),
  check (leased_at <= released_at)
);
-- These two indexes guarantee that a number has one visitor and a visitor has one number, whatever the processes do.
create unique index number_leases_one_per_number on number_leases (phone_number_id)
  where released_at is null and not is_overflow;
create unique index number_leases_one_per_session on number_leases (tag_id, session_id) where released_at is null;
create index number_leases_due on number_leases (held_until) where released_at is null;
create index number_leases_by_address on number_leases (client_address) where released_at is null and not is_overflow;
-- This index finds the visitor who had a number at the time of a call, and the time at which visitors last saw a
-- number.
create index number_leases_history on number_leases (phone_number_id, leased_at desc) where not is_overflow;
create index number_leases_shared on number_leases (phone_number_id) where is_overflow and released_at is null;
create index number_leases_by_visit on number_leases (tracking_session_id);
create index number_leases_released on number_leases (released_at) where released_at is not null;

alter table calls add column tracking_session_id bigint references tracking_sessions (id) on delete set null;
create index calls_by_visit on calls (tracking_session_id) where tracking_session_id is not null;
-- This index finds live calls to a number, because the number stays with the visitor during a call.
create index calls_live_inbound on calls (to_number) where live and direction = 'inbound';
