create table agent_groups (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  name text not null check (name <> ''),
  created_at timestamptz not null default clock_now(),
  unique (tenant_id, name)
);

create table agents (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  user_id bigint references users,
  agent_group_id bigint references agent_groups,
  name text not null check (name <> ''),
  phone text not null,
  email text,
  -- The status that the agent declared. "In a call" and "wrapping up" are derived from `current_calls` and
  -- `wrap_up_until`, so these two states cannot get stuck.
  status text not null default 'offline' check (status in ('available', 'busy', 'offline', 'break')),
  status_reason text,
  current_calls integer not null default 0,
  max_concurrent_calls integer not null default 1 check (max_concurrent_calls between 1 and 100),
  wrap_up_until timestamptz,
  -- The time since which the agent is idle. The agent who has been idle longest takes the next call.
  idle_since timestamptz not null default clock_now(),
  total_calls_handled integer not null default 0 check (total_calls_handled >= 0),
  total_call_duration_seconds bigint not null default 0 check (total_call_duration_seconds >= 0),
  skills text[] not null default '{}',
  priority integer not null default 1,
  working_hours jsonb,
  is_active boolean not null default true,
  last_active_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check (current_calls between 0 and max_concurrent_calls)
);
create index agents_tenant on agents (tenant_id, id);
-- A user is at most one active agent, so that each call of an agent belongs to one user.
create unique index agents_one_per_user on agents (user_id) where is_active and user_id is not null;
create index agents_free on agents (tenant_id, idle_since) where status = 'available' and is_active;

create table campaigns (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  created_by bigint references users,
  name text not null check (name <> ''),
  description text,
  status text not null default 'draft'
    check (status in ('draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled')),
  caller_id text,
  schedule_start timestamptz,
  schedule_end timestamptz,
  timezone text not null,
  calling_hours_start time not null,
  calling_hours_end time not null,
  agent_group_id bigint references agent_groups,
  retry_policy jsonb not null,
  amd_enabled boolean not null,
  -- sync: the person waits for the result of machine detection, so agents never hear a machine. async: the agent is
  -- connected at once, also if a machine has answered.
  amd_mode text not null default 'sync' check (amd_mode in ('sync', 'async')),
  -- on_demand: the agent's phone rings when a person has answered. parked: the agent's phone stays connected between
  -- calls, and answered people join at once.
  agent_legs text not null default 'on_demand' check (agent_legs in ('on_demand', 'parked')),
  voicemail_message_url text,
  record_calls boolean not null,
  wrap_up_seconds integer not null check (wrap_up_seconds between 0 and 3600),
  -- A phone must ring at least 15 seconds before the call counts as unanswered (16 CFR 310.4(b)(4)(ii)).
  ring_seconds_max integer not null check (ring_seconds_max between 15 and 120),
  -- The pacer's data that stays between ticks, so that any worker can run the next tick.
  pacer_state jsonb,
  total_leads integer not null default 0 check (total_leads >= 0),
  calls_made integer not null default 0 check (calls_made >= 0),
  calls_completed integer not null default 0 check (calls_completed between 0 and calls_made),
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check (schedule_end is null or schedule_start is null or schedule_end > schedule_start),
  unique (tenant_id, id)
);
create index campaigns_active on campaigns (id) where status = 'active';
