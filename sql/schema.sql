-- What all migrations together make: structure without rows. Written by: npm run schema
-- Change it by adding a migration.

-- Functions may name tables that follow.
set check_function_bodies = off;

create domain call_status as text constraint call_status_check CHECK (VALUE = ANY (ARRAY['reserved'::text, 'dialing'::text, 'unknown'::text, 'queued'::text, 'initiated'::text, 'ringing'::text, 'in-progress'::text, 'completed'::text, 'busy'::text, 'no-answer'::text, 'failed'::text, 'canceled'::text, 'lost'::text]));

CREATE OR REPLACE FUNCTION public.call_status_rank(status call_status)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE status WHEN 'reserved'::text THEN 0 WHEN 'dialing'::text THEN 1 WHEN 'unknown'::text THEN 2 WHEN 'queued'::text THEN 3 WHEN 'initiated'::text THEN 4 WHEN 'ringing'::text THEN 5 WHEN 'in-progress'::text THEN 6 ELSE 100 END;

CREATE OR REPLACE FUNCTION public.keep_call_ended()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'call % has ended as % and cannot become %', old.id, old.status, new.status
    using errcode = 'integrity_constraint_violation';
end $function$;

create table clock (
  only_row boolean not null default true,
  anchor_real timestamp with time zone not null,
  anchor_product timestamp with time zone not null,
  speed double precision not null,
  constraint clock_pkey PRIMARY KEY (only_row),
  constraint clock_only_row_check CHECK (only_row),
  constraint clock_speed_check CHECK (speed > 0::double precision)
);

CREATE OR REPLACE FUNCTION public.clock_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (SELECT (clock.anchor_product + ((now() - clock.anchor_real) * clock.speed)) FROM clock);

create table outbox (
  id bigint not null generated always as identity,
  kind text not null,
  payload jsonb not null,
  options jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  constraint outbox_pkey PRIMARY KEY (id)
);

create table tenants (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  name text not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint tenants_pkey PRIMARY KEY (id),
  constraint tenants_name_check CHECK (name <> ''::text),
  constraint tenants_uuid_key UNIQUE (uuid)
);

create table agent_groups (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  name text not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint agent_groups_pkey PRIMARY KEY (id),
  constraint agent_groups_name_check CHECK (name <> ''::text),
  constraint agent_groups_tenant_id_name_key UNIQUE (tenant_id, name),
  constraint agent_groups_uuid_key UNIQUE (uuid),
  constraint agent_groups_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

create table idempotency_keys (
  tenant_id bigint not null,
  key text not null,
  method text not null,
  path text not null,
  request_hash bytea not null,
  locked_until timestamp with time zone default now(),
  status smallint,
  headers jsonb,
  body text,
  created_at timestamp with time zone not null default now(),
  constraint idempotency_keys_pkey PRIMARY KEY (tenant_id, key),
  constraint idempotency_keys_check CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (locked_until IS NOT NULL)),
  constraint idempotency_keys_key_check CHECK (key <> ''::text AND length(key) <= 255),
  constraint idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys USING btree (created_at);

create table users (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  email text not null,
  username text not null,
  password_hash text not null,
  first_name text not null default ''::text,
  last_name text not null default ''::text,
  phone text,
  role text not null,
  is_owner boolean not null default false,
  is_active boolean not null default true,
  token_version integer not null default 1,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_role_check CHECK (role = ANY (ARRAY['admin'::text, 'supervisor'::text, 'agent'::text])),
  constraint users_uuid_key UNIQUE (uuid),
  constraint users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE UNIQUE INDEX users_email ON users USING btree (lower(email));
CREATE INDEX users_tenant ON users USING btree (tenant_id, id);
CREATE UNIQUE INDEX users_username ON users USING btree (lower(username));

create table agents (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  user_id bigint,
  agent_group_id bigint,
  name text not null,
  phone text not null,
  email text,
  status text not null default 'offline'::text,
  status_reason text,
  current_calls integer not null default 0,
  max_concurrent_calls integer not null default 1,
  wrap_up_until timestamp with time zone,
  idle_since timestamp with time zone not null default clock_now(),
  total_calls_handled integer not null default 0,
  total_call_duration_seconds bigint not null default 0,
  skills text[] not null default '{}'::text[],
  priority integer not null default 1,
  working_hours jsonb,
  is_active boolean not null default true,
  last_active_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint agents_pkey PRIMARY KEY (id),
  constraint agents_check CHECK (current_calls >= 0 AND current_calls <= max_concurrent_calls),
  constraint agents_max_concurrent_calls_check CHECK (max_concurrent_calls >= 1 AND max_concurrent_calls <= 100),
  constraint agents_name_check CHECK (name <> ''::text),
  constraint agents_status_check CHECK (status = ANY (ARRAY['available'::text, 'busy'::text, 'offline'::text, 'break'::text])),
  constraint agents_total_call_duration_seconds_check CHECK (total_call_duration_seconds >= 0),
  constraint agents_total_calls_handled_check CHECK (total_calls_handled >= 0),
  constraint agents_uuid_key UNIQUE (uuid),
  constraint agents_agent_group_id_fkey FOREIGN KEY (agent_group_id) REFERENCES agent_groups(id),
  constraint agents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint agents_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX agents_free ON agents USING btree (tenant_id, idle_since) WHERE status = 'available'::text AND is_active;
CREATE UNIQUE INDEX agents_one_per_user ON agents USING btree (user_id) WHERE is_active AND user_id IS NOT NULL;
CREATE INDEX agents_tenant ON agents USING btree (tenant_id, id);

create table agent_lines (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  agent_id bigint not null,
  status call_status not null,
  live boolean not null generated always as (call_status_rank(status) < 100) stored,
  call_sid text,
  from_number text not null,
  to_number text not null,
  start_time timestamp with time zone,
  answer_time timestamp with time zone,
  end_time timestamp with time zone,
  duration integer,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint agent_lines_pkey PRIMARY KEY (id),
  constraint agent_lines_call_sid_key UNIQUE (call_sid),
  constraint agent_lines_duration_check CHECK (duration >= 0),
  constraint agent_lines_uuid_key UNIQUE (uuid),
  constraint agent_lines_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id),
  constraint agent_lines_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX agent_lines_by_tenant ON agent_lines USING btree (tenant_id, id);
CREATE UNIQUE INDEX agent_lines_one_live ON agent_lines USING btree (agent_id) WHERE live;

create table campaigns (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  name text not null,
  description text,
  status text not null default 'draft'::text,
  caller_id text,
  schedule_start timestamp with time zone,
  schedule_end timestamp with time zone,
  timezone text not null,
  calling_hours_start time without time zone not null,
  calling_hours_end time without time zone not null,
  agent_group_id bigint,
  retry_policy jsonb not null,
  amd_enabled boolean not null,
  amd_mode text not null default 'sync'::text,
  agent_legs text not null default 'on_demand'::text,
  voicemail_message_url text,
  record_calls boolean not null,
  wrap_up_seconds integer not null,
  ring_seconds_max integer not null,
  pacer_state jsonb,
  total_leads integer not null default 0,
  calls_made integer not null default 0,
  calls_completed integer not null default 0,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  dial_mode text not null default 'predictive'::text,
  abandon_target_rate numeric(5,4) not null default 0.025,
  abandon_hard_rate numeric(5,4) not null default 0.03,
  abandon_window_hours integer not null default 720,
  pacing_report jsonb,
  constraint campaigns_pkey PRIMARY KEY (id),
  constraint campaigns_abandon_hard_rate_check CHECK (abandon_hard_rate >= 0.001 AND abandon_hard_rate <= 0.05),
  constraint campaigns_abandon_window_hours_check CHECK (abandon_window_hours >= 1 AND abandon_window_hours <= 720),
  constraint campaigns_agent_legs_check CHECK (agent_legs = ANY (ARRAY['on_demand'::text, 'parked'::text])),
  constraint campaigns_amd_mode_check CHECK (amd_mode = ANY (ARRAY['sync'::text, 'async'::text])),
  constraint campaigns_calls_made_check CHECK (calls_made >= 0),
  constraint campaigns_check CHECK (calls_completed >= 0 AND calls_completed <= calls_made),
  constraint campaigns_check1 CHECK (schedule_end IS NULL OR schedule_start IS NULL OR schedule_end > schedule_start),
  constraint campaigns_check2 CHECK (abandon_target_rate >= 0.001 AND abandon_target_rate <= abandon_hard_rate),
  constraint campaigns_dial_mode_check CHECK (dial_mode = ANY (ARRAY['progressive'::text, 'predictive'::text])),
  constraint campaigns_name_check CHECK (name <> ''::text),
  constraint campaigns_ring_seconds_max_check CHECK (ring_seconds_max >= 15 AND ring_seconds_max <= 120),
  constraint campaigns_status_check CHECK (status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'active'::text, 'paused'::text, 'completed'::text, 'cancelled'::text])),
  constraint campaigns_tenant_id_id_key UNIQUE (tenant_id, id),
  constraint campaigns_total_leads_check CHECK (total_leads >= 0),
  constraint campaigns_uuid_key UNIQUE (uuid),
  constraint campaigns_wrap_up_seconds_check CHECK (wrap_up_seconds >= 0 AND wrap_up_seconds <= 3600),
  constraint campaigns_agent_group_id_fkey FOREIGN KEY (agent_group_id) REFERENCES agent_groups(id),
  constraint campaigns_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint campaigns_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX campaigns_active ON campaigns USING btree (id) WHERE status = 'active'::text;

create table abandon_ledger (
  campaign_id bigint not null,
  hour timestamp with time zone not null,
  answered integer not null default 0,
  abandoned integer not null default 0,
  constraint abandon_ledger_pkey PRIMARY KEY (campaign_id, hour),
  constraint abandon_ledger_answered_check CHECK (answered >= 0),
  constraint abandon_ledger_check CHECK (abandoned >= 0 AND abandoned <= answered),
  constraint abandon_ledger_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE
);

create table dnc_numbers (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint,
  phone text not null,
  reason text,
  source text not null default 'api'::text,
  created_by bigint,
  created_at timestamp with time zone not null default clock_now(),
  constraint dnc_numbers_pkey PRIMARY KEY (id),
  constraint dnc_numbers_source_check CHECK (source = ANY (ARRAY['api'::text, 'import'::text, 'opt_out'::text, 'disposition'::text, 'registry'::text])),
  constraint dnc_numbers_tenant_id_phone_key UNIQUE NULLS NOT DISTINCT (tenant_id, phone),
  constraint dnc_numbers_uuid_key UNIQUE (uuid),
  constraint dnc_numbers_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint dnc_numbers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX dnc_numbers_phone ON dnc_numbers USING btree (phone);

create table lead_imports (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  campaign_id bigint,
  created_by bigint,
  file_name text not null,
  field_mapping jsonb not null default '{}'::jsonb,
  default_country text,
  status text not null default 'uploading'::text,
  error text,
  byte_count bigint not null default 0,
  last_row integer not null default 0,
  inserted integer not null default 0,
  invalid integer not null default 0,
  duplicates integer not null default 0,
  dnc integer not null default 0,
  created_at timestamp with time zone not null default clock_now(),
  finished_at timestamp with time zone,
  kind text not null default 'leads'::text,
  bytes_done bigint not null default 0,
  constraint lead_imports_pkey PRIMARY KEY (id),
  constraint lead_imports_check CHECK ((campaign_id IS NOT NULL) = (kind = 'leads'::text) OR status = 'uploading'::text),
  constraint lead_imports_kind_check CHECK (kind = ANY (ARRAY['leads'::text, 'dnc'::text])),
  constraint lead_imports_status_check CHECK (status = ANY (ARRAY['uploading'::text, 'pending'::text, 'running'::text, 'completed'::text, 'failed'::text])),
  constraint lead_imports_uuid_key UNIQUE (uuid),
  constraint lead_imports_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint lead_imports_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint lead_imports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX lead_imports_tenant ON lead_imports USING btree (tenant_id, id);
CREATE INDEX lead_imports_unfinished ON lead_imports USING btree (id) WHERE status = ANY (ARRAY['uploading'::text, 'pending'::text, 'running'::text]);

create table lead_import_chunks (
  import_id bigint not null,
  "position" integer not null,
  bytes bytea storage external not null,
  constraint lead_import_chunks_pkey PRIMARY KEY (import_id, "position"),
  constraint lead_import_chunks_position_check CHECK ("position" >= 0),
  constraint lead_import_chunks_import_id_fkey FOREIGN KEY (import_id) REFERENCES lead_imports(id) ON DELETE CASCADE
);

create table lead_import_errors (
  import_id bigint not null,
  "row" integer not null,
  field text,
  value text,
  error text not null,
  constraint lead_import_errors_pkey PRIMARY KEY (import_id, "row"),
  constraint lead_import_errors_import_id_fkey FOREIGN KEY (import_id) REFERENCES lead_imports(id) ON DELETE CASCADE
);

create table leads (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  campaign_id bigint not null,
  import_id bigint,
  phone text not null,
  phone_normalized text not null,
  first_name text,
  last_name text,
  email text,
  country text,
  type text,
  priority text not null default 'normal'::text,
  call_back boolean not null default false,
  priority_rank smallint not null generated always as (
CASE
    WHEN call_back THEN 0
    WHEN priority = 'high'::text THEN 1
    WHEN priority = 'normal'::text THEN 2
    ELSE 3
END) stored,
  custom_fields jsonb not null default '{}'::jsonb,
  notes text,
  status text not null default 'pending'::text,
  status_reason text,
  call_attempts integer not null default 0,
  last_call_at timestamp with time zone,
  next_call_at timestamp with time zone,
  do_not_call boolean not null default false,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint leads_pkey PRIMARY KEY (id),
  constraint leads_call_attempts_check CHECK (call_attempts >= 0),
  constraint leads_campaign_id_phone_normalized_key UNIQUE (campaign_id, phone_normalized),
  constraint leads_priority_check CHECK (priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text])),
  constraint leads_status_check CHECK (status = ANY (ARRAY['pending'::text, 'queued'::text, 'calling'::text, 'completed'::text, 'failed'::text, 'dnc'::text])),
  constraint leads_uuid_key UNIQUE (uuid),
  constraint leads_tenant_id_campaign_id_fkey FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns(tenant_id, id)
);
CREATE INDEX leads_by_phone ON leads USING btree (tenant_id, phone_normalized);
CREATE INDEX leads_due ON leads USING btree (campaign_id, priority_rank, COALESCE(next_call_at, '-infinity'::timestamp with time zone), id) WHERE status = 'pending'::text;
CREATE INDEX leads_in_call ON leads USING btree (id) WHERE status = ANY (ARRAY['queued'::text, 'calling'::text]);
CREATE INDEX leads_listed ON leads USING btree (tenant_id, campaign_id, id);

create table calls (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  campaign_id bigint,
  lead_id bigint,
  agent_id bigint,
  direction text not null,
  status call_status not null,
  live boolean not null generated always as (call_status_rank(status) < 100) stored,
  call_sid text,
  conference_sid text,
  from_number text not null,
  to_number text not null,
  answered_by text,
  disposition text,
  hangup_cause text,
  reserved_at timestamp with time zone not null default clock_now(),
  start_time timestamp with time zone,
  ringing_at timestamp with time zone,
  answer_time timestamp with time zone,
  agent_reserved_at timestamp with time zone,
  bridge_time timestamp with time zone,
  end_time timestamp with time zone,
  abandoned_at timestamp with time zone,
  duration integer,
  talk_time integer,
  price numeric(12,5),
  cost numeric(12,5),
  cost_source text,
  metadata jsonb not null default '{}'::jsonb,
  notes text,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint calls_pkey PRIMARY KEY (id),
  constraint calls_call_sid_key UNIQUE (call_sid),
  constraint calls_check CHECK (live OR end_time IS NOT NULL),
  constraint calls_check1 CHECK (live OR disposition IS NOT NULL),
  constraint calls_check2 CHECK ((cost IS NULL) = (cost_source IS NULL)),
  constraint calls_cost_check CHECK (cost >= 0::numeric),
  constraint calls_cost_source_check CHECK (cost_source = ANY (ARRAY['rated'::text, 'estimated'::text, 'unrated'::text])),
  constraint calls_direction_check CHECK (direction = ANY (ARRAY['inbound'::text, 'outbound'::text])),
  constraint calls_disposition_check CHECK (disposition = ANY (ARRAY['answered'::text, 'voicemail'::text, 'no_answer'::text, 'busy'::text, 'failed'::text, 'abandoned'::text, 'cancelled'::text])),
  constraint calls_duration_check CHECK (duration >= 0),
  constraint calls_price_check CHECK (price >= 0::numeric),
  constraint calls_talk_time_check CHECK (talk_time >= 0),
  constraint calls_uuid_key UNIQUE (uuid),
  constraint calls_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id),
  constraint calls_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint calls_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id),
  constraint calls_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX calls_by_agent ON calls USING btree (agent_id, created_at);
CREATE INDEX calls_by_campaign ON calls USING btree (tenant_id, campaign_id, created_at DESC, id DESC);
CREATE INDEX calls_by_lead ON calls USING btree (lead_id, id);
CREATE INDEX calls_by_number ON calls USING btree (tenant_id, to_number, start_time) WHERE direction = 'outbound'::text;
CREATE INDEX calls_listed ON calls USING btree (tenant_id, created_at DESC, id DESC);
CREATE INDEX calls_live ON calls USING btree (campaign_id) WHERE live;
CREATE UNIQUE INDEX calls_one_live_per_lead ON calls USING btree (lead_id) WHERE live AND lead_id IS NOT NULL;
CREATE UNIQUE INDEX calls_one_live_per_number ON calls USING btree (tenant_id, to_number) WHERE live AND direction = 'outbound'::text;
CREATE INDEX calls_uncosted ON calls USING btree (id) WHERE NOT live AND (cost_source IS NULL OR cost_source = 'estimated'::text);

create table call_events (
  id bigint not null generated always as identity,
  tenant_id bigint not null,
  call_id bigint not null,
  event text not null,
  message text not null,
  metadata jsonb not null default '{}'::jsonb,
  source_key text,
  occurred_at timestamp with time zone not null default clock_now(),
  created_at timestamp with time zone not null default clock_now(),
  constraint call_events_pkey PRIMARY KEY (id),
  constraint call_events_call_id_source_key_key UNIQUE (call_id, source_key),
  constraint call_events_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id),
  constraint call_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX call_events_timeline ON call_events USING btree (call_id, occurred_at, id);

create table call_legs (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  call_id bigint not null,
  agent_id bigint,
  status call_status not null,
  live boolean not null generated always as (call_status_rank(status) < 100) stored,
  call_sid text,
  from_number text not null,
  to_number text not null,
  reserved_at timestamp with time zone not null default clock_now(),
  start_time timestamp with time zone,
  answer_time timestamp with time zone,
  end_time timestamp with time zone,
  duration integer,
  price numeric(12,5),
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint call_legs_pkey PRIMARY KEY (id),
  constraint call_legs_call_sid_key UNIQUE (call_sid),
  constraint call_legs_duration_check CHECK (duration >= 0),
  constraint call_legs_price_check CHECK (price >= 0::numeric),
  constraint call_legs_uuid_key UNIQUE (uuid),
  constraint call_legs_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id),
  constraint call_legs_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id),
  constraint call_legs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX call_legs_by_call ON call_legs USING btree (call_id, id);
CREATE INDEX call_legs_live ON call_legs USING btree (agent_id) WHERE live;
CREATE UNIQUE INDEX call_legs_one_live ON call_legs USING btree (call_id) WHERE live;

create table pacing_events (
  id bigint not null generated always as identity,
  campaign_id bigint not null,
  event jsonb not null,
  constraint pacing_events_pkey PRIMARY KEY (id),
  constraint pacing_events_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE
);
CREATE INDEX pacing_events_by_campaign ON pacing_events USING btree (campaign_id, id);

create table recordings (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  call_id bigint not null,
  recording_sid text not null,
  status text not null,
  media_url text,
  duration integer,
  channels integer,
  source text,
  price numeric(12,5),
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint recordings_pkey PRIMARY KEY (id),
  constraint recordings_duration_check CHECK (duration >= 0),
  constraint recordings_price_check CHECK (price >= 0::numeric),
  constraint recordings_recording_sid_key UNIQUE (recording_sid),
  constraint recordings_status_check CHECK (status = ANY (ARRAY['in-progress'::text, 'processing'::text, 'completed'::text, 'absent'::text, 'deleted'::text])),
  constraint recordings_uuid_key UNIQUE (uuid),
  constraint recordings_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id),
  constraint recordings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX recordings_by_call ON recordings USING btree (call_id, id);

CREATE TRIGGER keep_call_ended BEFORE UPDATE OF status ON calls FOR EACH ROW WHEN (NOT old.live AND old.status::text IS DISTINCT FROM new.status::text) EXECUTE FUNCTION keep_call_ended();
