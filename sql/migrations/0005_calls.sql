-- The status of a call. The product uses the carrier's words if the carrier has a word for the status. The other
-- statuses are:
--
-- - reserved: the call is to be placed.
-- - dialing: a worker has claimed the call.
-- - unknown: the carrier's answer was lost.
-- - lost: the carrier never got the request for the call.
create domain call_status as text check (value in (
  'reserved', 'dialing', 'unknown', 'queued', 'initiated', 'ringing', 'in-progress',
  'completed', 'busy', 'no-answer', 'failed', 'canceled', 'lost'
));

-- Events of calls arrive late, twice and out of order. So an event changes the status only to a status of a higher
-- rank, and a final status (rank 100) never changes.
create function call_status_rank(status call_status) returns integer
  language sql immutable strict parallel safe
  return case status
    when 'reserved' then 0 when 'dialing' then 1 when 'unknown' then 2 when 'queued' then 3 when 'initiated' then 4
    when 'ringing' then 5 when 'in-progress' then 6 else 100 end;

create table calls (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  campaign_id bigint references campaigns,
  lead_id bigint references leads,
  agent_id bigint references agents,
  direction text not null check (direction in ('inbound', 'outbound')),
  status call_status not null,
  live boolean not null generated always as (call_status_rank(status) < 100) stored,
  call_sid text unique,
  conference_sid text,
  from_number text not null,
  to_number text not null,
  answered_by text,
  disposition text
    check (disposition in ('answered', 'voicemail', 'no_answer', 'busy', 'failed', 'abandoned', 'cancelled')),
  hangup_cause text,
  -- The times that a regulator asks for. The call was reserved, claimed, ringing, answered, given an agent, bridged and
  -- ended at these times.
  reserved_at timestamptz not null default clock_now(),
  start_time timestamptz,
  ringing_at timestamptz,
  answer_time timestamptz,
  agent_reserved_at timestamptz,
  bridge_time timestamptz,
  end_time timestamptz,
  abandoned_at timestamptz,
  duration integer check (duration >= 0),
  talk_time integer check (talk_time >= 0),
  price numeric(12, 5) check (price >= 0),
  cost numeric(12, 5) check (cost >= 0),
  cost_source text check (cost_source in ('rated', 'estimated', 'unrated')),
  metadata jsonb not null default '{}',
  notes text,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check (live or end_time is not null),
  check (live or disposition is not null),
  check ((cost is null) = (cost_source is null))
);
-- A lead has at most one live call, and a tenant has at most one live outbound call to a number, whatever the workers
-- do.
create unique index calls_one_live_per_lead on calls (lead_id) where live and lead_id is not null;
create unique index calls_one_live_per_number on calls (tenant_id, to_number) where live and direction = 'outbound';
create index calls_live on calls (campaign_id) where live;
create index calls_listed on calls (tenant_id, created_at desc, id desc);
create index calls_by_campaign on calls (tenant_id, campaign_id, created_at desc, id desc);
create index calls_by_lead on calls (lead_id, id);
-- This index counts recent calls to a number, because some US states limit the calls to one number within 24 hours.
create index calls_by_number on calls (tenant_id, to_number, start_time) where direction = 'outbound';
create index calls_by_agent on calls (agent_id, created_at);
create index calls_uncosted on calls (id) where not live and (cost_source is null or cost_source = 'estimated');

create function keep_call_ended() returns trigger language plpgsql as $$
begin
  raise exception 'call % has ended as % and cannot become %', old.id, old.status, new.status
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger keep_call_ended before update of status on calls
  for each row when (not old.live and old.status is distinct from new.status) execute function keep_call_ended();

-- The other legs that the product places: calls to agents' phones. A leg has the same statuses as a call, is placed at
-- most once, and has a separate price.
create table call_legs (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  call_id bigint not null references calls,
  agent_id bigint references agents,
  status call_status not null,
  live boolean not null generated always as (call_status_rank(status) < 100) stored,
  call_sid text unique,
  from_number text not null,
  to_number text not null,
  reserved_at timestamptz not null default clock_now(),
  start_time timestamptz,
  answer_time timestamptz,
  end_time timestamptz,
  duration integer check (duration >= 0),
  price numeric(12, 5) check (price >= 0),
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create index call_legs_by_call on call_legs (call_id, id);
create unique index call_legs_one_live on call_legs (call_id) where live;
create index call_legs_live on call_legs (agent_id) where live;

-- A phone call with an agent that stays connected between calls, in a separate conference. Answered people join this
-- conference at once.
create table agent_lines (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  agent_id bigint not null references agents,
  status call_status not null,
  live boolean not null generated always as (call_status_rank(status) < 100) stored,
  call_sid text unique,
  from_number text not null,
  to_number text not null,
  start_time timestamptz,
  answer_time timestamptz,
  end_time timestamptz,
  duration integer check (duration >= 0),
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create unique index agent_lines_one_live on agent_lines (agent_id) where live;
create index agent_lines_by_tenant on agent_lines (tenant_id, id);

create table call_events (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenants,
  call_id bigint not null references calls,
  event text not null,
  message text not null,
  metadata jsonb not null default '{}',
  -- Identifies the carrier's report, so that a report that is applied twice leaves only one row. Null for the product's
  -- own events.
  source_key text,
  occurred_at timestamptz not null default clock_now(),
  created_at timestamptz not null default clock_now(),
  unique (call_id, source_key)
);
create index call_events_timeline on call_events (call_id, occurred_at, id);

create table recordings (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  call_id bigint not null references calls,
  recording_sid text not null unique,
  status text not null check (status in ('in-progress', 'processing', 'completed', 'absent', 'deleted')),
  media_url text,
  duration integer check (duration >= 0),
  channels integer,
  source text,
  price numeric(12, 5) check (price >= 0),
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create index recordings_by_call on recordings (call_id, id);
