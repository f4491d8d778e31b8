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

CREATE OR REPLACE FUNCTION public.keep_payout()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'payout % is on the ledger for good; add a correction', old.id
    using errcode = 'integrity_constraint_violation';
end $function$;

CREATE OR REPLACE FUNCTION public.note_call_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare call calls := case tg_op when 'DELETE' then old else new end;
begin
  insert into call_changes (tenant_id, hour) values (call.tenant_id, date_trunc('hour', call.created_at, 'UTC'));
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_call_end()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.ended_at := coalesce(new.ended_at, clock_now());
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.rtb_award(in_tenant bigint, in_call bigint, in_target bigint, in_router bigint, in_request text, in_bid_micros bigint, in_currency text, in_destination text, in_conversion_seconds integer)
 RETURNS text
 LANGUAGE plpgsql
 SET lock_timeout TO '250ms'
AS $function$
declare
  t rtb_targets;
  at timestamptz := clock_now();
  hour_start timestamptz;
  day_start timestamptz;
  month_start timestamptz;
begin
  perform from calls where id = in_call and tenant_id = in_tenant and live and rtb_closed_at is null for no key update;
  if not found then return 'closed'; end if;
  if exists (select from rtb_awards where call_id = in_call and status = 'held') then return 'closed'; end if;
  select * into t from rtb_targets
    where id = in_target and tenant_id = in_tenant and is_active and deleted_at is null for no key update;
  if not found then return 'inactive'; end if;
  if t.max_concurrent_calls > 0 and t.max_concurrent_calls <=
    (select count(*) from rtb_awards where target_id = t.id and status = 'held') then return 'capped'; end if;
  hour_start := date_trunc('hour', at, t.timezone);
  day_start := date_trunc('day', at, t.timezone);
  month_start := date_trunc('month', at, t.timezone);
  if t.hourly_cap > 0 and rtb_used(t.id, 'hour', hour_start) >= t.hourly_cap then return 'capped'; end if;
  if t.daily_cap > 0 and rtb_used(t.id, 'day', day_start) >= t.daily_cap then return 'capped'; end if;
  if t.monthly_cap > 0 and rtb_used(t.id, 'month', month_start) >= t.monthly_cap then return 'capped'; end if;
  perform rtb_count(t.tenant_id, t.id, 'hour', hour_start, 1);
  perform rtb_count(t.tenant_id, t.id, 'day', day_start, 1);
  perform rtb_count(t.tenant_id, t.id, 'month', month_start, 1);
  insert into rtb_awards (tenant_id, target_id, router_id, call_id, request_id, bid_micros, currency, destination,
    conversion_seconds, hour_start, day_start, month_start)
  values (t.tenant_id, t.id, in_router, in_call, in_request, in_bid_micros, in_currency, in_destination,
    in_conversion_seconds, hour_start, day_start, month_start);
  return 'awarded';
end $function$;

CREATE OR REPLACE FUNCTION public.rtb_count(in_tenant bigint, in_target bigint, in_period text, in_start timestamp with time zone, change integer)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into rtb_cap_buckets (tenant_id, target_id, period, starts_at, used)
  values (in_tenant, in_target, in_period, in_start, greatest(change, 0))
  on conflict (target_id, period, starts_at) do update set used = greatest(rtb_cap_buckets.used + change, 0)
$function$;

CREATE OR REPLACE FUNCTION public.rtb_refund(in_award bigint)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare a rtb_awards;
begin
  update rtb_awards set status = 'refunded', ended_at = clock_now()
    where id = in_award and status = 'held' returning * into a;
  if not found then return false; end if;
  perform from rtb_targets where id = a.target_id for no key update;
  perform rtb_count(a.tenant_id, a.target_id, 'hour', a.hour_start, -1);
  perform rtb_count(a.tenant_id, a.target_id, 'day', a.day_start, -1);
  perform rtb_count(a.tenant_id, a.target_id, 'month', a.month_start, -1);
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.rtb_used(in_target bigint, in_period text, in_start timestamp with time zone)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce((select used from rtb_cap_buckets
    where target_id = in_target and period = in_period and starts_at = in_start), 0)
$function$;

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

create table health_samples (
  minute timestamp with time zone not null,
  healthy boolean not null,
  constraint health_samples_pkey PRIMARY KEY (minute)
);

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

create table call_changes (
  id bigint not null generated always as identity,
  tenant_id bigint not null,
  hour timestamp with time zone not null,
  constraint call_changes_pkey PRIMARY KEY (id),
  constraint call_changes_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX call_changes_by_hour ON call_changes USING btree (tenant_id, hour);

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

create table tag_codes (
  code text not null,
  tenant_id bigint not null,
  constraint tag_codes_pkey PRIMARY KEY (code),
  constraint tag_codes_code_check CHECK (code ~ '^[A-Za-z0-9_.-]{1,64}$'::text),
  constraint tag_codes_code_tenant_id_key UNIQUE (code, tenant_id),
  constraint tag_codes_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

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
  created_by bigint,
  constraint agents_pkey PRIMARY KEY (id),
  constraint agents_check CHECK (current_calls >= 0 AND current_calls <= max_concurrent_calls),
  constraint agents_max_concurrent_calls_check CHECK (max_concurrent_calls >= 1 AND max_concurrent_calls <= 100),
  constraint agents_name_check CHECK (name <> ''::text),
  constraint agents_status_check CHECK (status = ANY (ARRAY['available'::text, 'busy'::text, 'offline'::text, 'break'::text])),
  constraint agents_total_call_duration_seconds_check CHECK (total_call_duration_seconds >= 0),
  constraint agents_total_calls_handled_check CHECK (total_calls_handled >= 0),
  constraint agents_uuid_key UNIQUE (uuid),
  constraint agents_agent_group_id_fkey FOREIGN KEY (agent_group_id) REFERENCES agent_groups(id),
  constraint agents_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
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

create table buyers (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  name text not null,
  company_name text,
  email text,
  phone_number text not null,
  priority integer not null,
  max_concurrent_calls integer not null,
  daily_call_limit integer not null,
  is_active boolean not null,
  current_calls integer not null default 0,
  calls_today integer not null default 0,
  calls_day date,
  counted_at timestamp with time zone not null default clock_now(),
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  price_micros bigint not null default 0,
  billable_seconds integer not null default 0,
  constraint buyers_pkey PRIMARY KEY (id),
  constraint buyers_billable_seconds_check CHECK (billable_seconds >= 0),
  constraint buyers_calls_today_check CHECK (calls_today >= 0),
  constraint buyers_current_calls_check CHECK (current_calls >= 0),
  constraint buyers_daily_call_limit_check CHECK (daily_call_limit >= 0),
  constraint buyers_max_concurrent_calls_check CHECK (max_concurrent_calls >= 0),
  constraint buyers_name_check CHECK (name <> ''::text),
  constraint buyers_price_micros_check CHECK (price_micros >= 0),
  constraint buyers_priority_check CHECK (priority >= 0),
  constraint buyers_uuid_key UNIQUE (uuid),
  constraint buyers_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint buyers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX buyers_tenant ON buyers USING btree (tenant_id, id) WHERE deleted_at IS NULL;

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

create table integrations (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  name text not null,
  platform text not null,
  api_key text,
  api_key_mask text,
  webhook_url text,
  is_active boolean not null,
  watermark_at timestamp with time zone,
  watermark_call_id bigint,
  last_sync_at timestamp with time zone,
  auth_failures integer not null default 0,
  disabled_reason text,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint integrations_pkey PRIMARY KEY (id),
  constraint integrations_auth_failures_check CHECK (auth_failures >= 0),
  constraint integrations_check CHECK ((api_key IS NULL) = (api_key_mask IS NULL)),
  constraint integrations_check1 CHECK ((watermark_at IS NULL) = (watermark_call_id IS NULL)),
  constraint integrations_check2 CHECK (disabled_reason IS NULL OR NOT is_active),
  constraint integrations_name_check CHECK (name <> ''::text),
  constraint integrations_platform_check CHECK (platform = ANY (ARRAY['hubspot'::text, 'salesforce'::text, 'pipedrive'::text, 'zapier'::text])),
  constraint integrations_uuid_key UNIQUE (uuid),
  constraint integrations_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint integrations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX integrations_tenant ON integrations USING btree (tenant_id, id) WHERE deleted_at IS NULL;

create table integration_contacts (
  tenant_id bigint not null,
  integration_id bigint not null,
  phone text not null,
  external_id text not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint integration_contacts_pkey PRIMARY KEY (integration_id, phone),
  constraint integration_contacts_integration_id_fkey FOREIGN KEY (integration_id) REFERENCES integrations(id),
  constraint integration_contacts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

create table integration_syncs (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  integration_id bigint not null,
  status text not null default 'running'::text,
  error text,
  claims integer not null default 0,
  created_at timestamp with time zone not null default clock_now(),
  finished_at timestamp with time zone,
  constraint integration_syncs_pkey PRIMARY KEY (id),
  constraint integration_syncs_check CHECK ((status = 'running'::text) = (finished_at IS NULL)),
  constraint integration_syncs_check1 CHECK ((status = 'failed'::text) = (error IS NOT NULL)),
  constraint integration_syncs_status_check CHECK (status = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text])),
  constraint integration_syncs_uuid_key UNIQUE (uuid),
  constraint integration_syncs_integration_id_fkey FOREIGN KEY (integration_id) REFERENCES integrations(id),
  constraint integration_syncs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX integration_syncs_listed ON integration_syncs USING btree (integration_id, id DESC);
CREATE UNIQUE INDEX integration_syncs_one_running ON integration_syncs USING btree (integration_id) WHERE status = 'running'::text;

create table number_pools (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  name text not null,
  description text,
  webhook_url text,
  webhook_secret text,
  is_active boolean not null,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint number_pools_pkey PRIMARY KEY (id),
  constraint number_pools_name_check CHECK (name <> ''::text),
  constraint number_pools_uuid_key UNIQUE (uuid),
  constraint number_pools_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint number_pools_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX number_pools_tenant ON number_pools USING btree (tenant_id, id) WHERE deleted_at IS NULL;

create table pool_webhook_deliveries (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  pool_id bigint not null,
  event_key text not null,
  body text not null,
  status text not null default 'pending'::text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default clock_now(),
  last_result text,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint pool_webhook_deliveries_pkey PRIMARY KEY (id),
  constraint pool_webhook_deliveries_attempts_check CHECK (attempts >= 0),
  constraint pool_webhook_deliveries_pool_id_event_key_key UNIQUE (pool_id, event_key),
  constraint pool_webhook_deliveries_status_check CHECK (status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])),
  constraint pool_webhook_deliveries_uuid_key UNIQUE (uuid),
  constraint pool_webhook_deliveries_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES number_pools(id),
  constraint pool_webhook_deliveries_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX pool_webhook_deliveries_age ON pool_webhook_deliveries USING btree (created_at);
CREATE INDEX pool_webhook_deliveries_due ON pool_webhook_deliveries USING btree (next_attempt_at) WHERE status = 'pending'::text;
CREATE INDEX pool_webhook_deliveries_pending ON pool_webhook_deliveries USING btree (pool_id, next_attempt_at) WHERE status = 'pending'::text;

create table publishers (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  name text not null,
  company_name text,
  contact_email text,
  contact_phone text,
  payout_type text not null,
  default_payout_micros bigint not null,
  min_seconds integer not null default 0,
  is_active boolean not null,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint publishers_pkey PRIMARY KEY (id),
  constraint publishers_default_payout_micros_check CHECK (default_payout_micros >= 0),
  constraint publishers_min_seconds_check CHECK (min_seconds >= 0),
  constraint publishers_name_check CHECK (name <> ''::text),
  constraint publishers_payout_type_check CHECK (payout_type = ANY (ARRAY['per_call'::text, 'per_minute'::text, 'cpa'::text, 'cpl'::text])),
  constraint publishers_uuid_key UNIQUE (uuid),
  constraint publishers_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint publishers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX publishers_tenant ON publishers USING btree (tenant_id, id) WHERE deleted_at IS NULL;

create table rtb_routers (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  name text not null,
  description text,
  bidding_timeout_ms integer not null,
  min_bidders_required integer not null,
  enable_predictive_routing boolean not null,
  revenue_type text not null,
  conversion_tracking boolean not null,
  is_active boolean not null,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint rtb_routers_pkey PRIMARY KEY (id),
  constraint rtb_routers_bidding_timeout_ms_check CHECK (bidding_timeout_ms >= 50 AND bidding_timeout_ms <= 10000),
  constraint rtb_routers_min_bidders_required_check CHECK (min_bidders_required >= 1),
  constraint rtb_routers_name_check CHECK (name <> ''::text),
  constraint rtb_routers_revenue_type_check CHECK (revenue_type = ANY (ARRAY['per_call'::text, 'per_minute'::text, 'cpa'::text, 'cpl'::text])),
  constraint rtb_routers_uuid_key UNIQUE (uuid),
  constraint rtb_routers_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint rtb_routers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX rtb_routers_tenant ON rtb_routers USING btree (tenant_id, id) WHERE deleted_at IS NULL;

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
  pacing_report jsonb,
  phone_number text,
  routing_type text,
  pool_id bigint,
  rtb_router_id bigint,
  enable_rtb boolean not null default false,
  rtb_id text,
  routing_turn bigint not null default 0,
  deleted_at timestamp with time zone,
  required_skills text[] not null default '{}'::text[],
  abandon_window text not null default '30d'::text,
  abandon_answers_min integer not null default 50,
  ran_dry boolean not null default false,
  constraint campaigns_pkey PRIMARY KEY (id),
  constraint campaigns_abandon_answers_min_check CHECK (abandon_answers_min >= 1 AND abandon_answers_min <= 200),
  constraint campaigns_abandon_hard_rate_check CHECK (abandon_hard_rate >= 0.001 AND abandon_hard_rate <= 0.05),
  constraint campaigns_abandon_window_check CHECK (abandon_window = ANY (ARRAY['30d'::text, '24h'::text, 'calendar_month'::text])),
  constraint campaigns_agent_legs_check CHECK (agent_legs = ANY (ARRAY['on_demand'::text, 'parked'::text])),
  constraint campaigns_amd_mode_check CHECK (amd_mode = ANY (ARRAY['sync'::text, 'async'::text])),
  constraint campaigns_calls_made_check CHECK (calls_made >= 0),
  constraint campaigns_check CHECK (calls_completed >= 0 AND calls_completed <= calls_made),
  constraint campaigns_check1 CHECK (schedule_end IS NULL OR schedule_start IS NULL OR schedule_end > schedule_start),
  constraint campaigns_check2 CHECK (abandon_target_rate >= 0.001 AND abandon_target_rate <= abandon_hard_rate),
  constraint campaigns_check3 CHECK (NOT ran_dry OR status = 'completed'::text),
  constraint campaigns_dial_mode_check CHECK (dial_mode = ANY (ARRAY['preview'::text, 'progressive'::text, 'predictive'::text])),
  constraint campaigns_name_check CHECK (name <> ''::text),
  constraint campaigns_ring_seconds_max_check CHECK (ring_seconds_max >= 15 AND ring_seconds_max <= 120),
  constraint campaigns_routing_type_check CHECK (routing_type = ANY (ARRAY['priority'::text, 'round_robin'::text, 'pool'::text])),
  constraint campaigns_rtb_id_key UNIQUE (rtb_id),
  constraint campaigns_status_check CHECK (status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'active'::text, 'paused'::text, 'completed'::text, 'cancelled'::text])),
  constraint campaigns_tenant_id_id_key UNIQUE (tenant_id, id),
  constraint campaigns_total_leads_check CHECK (total_leads >= 0),
  constraint campaigns_uuid_key UNIQUE (uuid),
  constraint campaigns_wrap_up_seconds_check CHECK (wrap_up_seconds >= 0 AND wrap_up_seconds <= 3600),
  constraint campaigns_agent_group_id_fkey FOREIGN KEY (agent_group_id) REFERENCES agent_groups(id),
  constraint campaigns_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint campaigns_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES number_pools(id),
  constraint campaigns_rtb_router_id_fkey FOREIGN KEY (rtb_router_id) REFERENCES rtb_routers(id),
  constraint campaigns_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX campaigns_active ON campaigns USING btree (id) WHERE status = 'active'::text;
CREATE UNIQUE INDEX campaigns_phone_number ON campaigns USING btree (phone_number) WHERE deleted_at IS NULL AND (status <> ALL (ARRAY['completed'::text, 'cancelled'::text]));
CREATE INDEX campaigns_pool ON campaigns USING btree (pool_id) WHERE pool_id IS NOT NULL;

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

create table call_days (
  tenant_id bigint not null,
  day date not null,
  campaign_id bigint,
  buyer_id bigint,
  calls bigint not null,
  answered bigint not null,
  converted bigint not null,
  missed bigint not null,
  talk_seconds bigint not null,
  revenue_micros bigint not null,
  constraint call_days_tenant_id_day_campaign_id_buyer_id_key UNIQUE NULLS NOT DISTINCT (tenant_id, day, campaign_id, buyer_id),
  constraint call_days_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyers(id),
  constraint call_days_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint call_days_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX call_days_by_buyer ON call_days USING btree (tenant_id, buyer_id, day) WHERE buyer_id IS NOT NULL;

create table call_hours (
  tenant_id bigint not null,
  hour timestamp with time zone not null,
  campaign_id bigint,
  buyer_id bigint,
  calls integer not null,
  answered integer not null,
  converted integer not null,
  missed integer not null,
  talk_seconds bigint not null,
  revenue_micros bigint not null,
  constraint call_hours_tenant_id_hour_campaign_id_buyer_id_key UNIQUE NULLS NOT DISTINCT (tenant_id, hour, campaign_id, buyer_id),
  constraint call_hours_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyers(id),
  constraint call_hours_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint call_hours_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX call_hours_by_campaign ON call_hours USING btree (tenant_id, campaign_id, hour) INCLUDE (buyer_id, calls, answered, converted, missed, talk_seconds, revenue_micros);

create table campaign_buyers (
  tenant_id bigint not null,
  campaign_id bigint not null,
  buyer_id bigint not null,
  priority integer not null,
  last_turn bigint not null default 0,
  created_at timestamp with time zone not null default clock_now(),
  constraint campaign_buyers_pkey PRIMARY KEY (campaign_id, buyer_id),
  constraint campaign_buyers_priority_check CHECK (priority >= 0),
  constraint campaign_buyers_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyers(id),
  constraint campaign_buyers_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint campaign_buyers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX campaign_buyers_by_buyer ON campaign_buyers USING btree (buyer_id);

create table campaign_publishers (
  tenant_id bigint not null,
  campaign_id bigint not null,
  publisher_id bigint not null,
  custom_payout_micros bigint,
  min_seconds integer,
  created_at timestamp with time zone not null default clock_now(),
  constraint campaign_publishers_pkey PRIMARY KEY (campaign_id, publisher_id),
  constraint campaign_publishers_custom_payout_micros_check CHECK (custom_payout_micros >= 0),
  constraint campaign_publishers_min_seconds_check CHECK (min_seconds >= 0),
  constraint campaign_publishers_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint campaign_publishers_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES publishers(id),
  constraint campaign_publishers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX campaign_publishers_by_publisher ON campaign_publishers USING btree (publisher_id);

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

create table lead_previews (
  lead_id bigint not null,
  tenant_id bigint not null,
  agent_id bigint not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint lead_previews_pkey PRIMARY KEY (lead_id),
  constraint lead_previews_agent_id_key UNIQUE (agent_id),
  constraint lead_previews_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id),
  constraint lead_previews_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id) ON DELETE CASCADE,
  constraint lead_previews_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

create table pacing_events (
  id bigint not null generated always as identity,
  campaign_id bigint not null,
  event jsonb not null,
  constraint pacing_events_pkey PRIMARY KEY (id),
  constraint pacing_events_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE
);
CREATE INDEX pacing_events_by_campaign ON pacing_events USING btree (campaign_id, id);

create table phone_numbers (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  phone_number text not null,
  phone_number_sid text,
  friendly_name text,
  capabilities text[] not null default '{voice}'::text[],
  is_suspended boolean not null default false,
  campaign_id bigint,
  pool_id bigint,
  assigned_at timestamp with time zone,
  carrier_due text,
  carrier_version integer not null default 0,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  publisher_id bigint,
  constraint phone_numbers_pkey PRIMARY KEY (id),
  constraint phone_numbers_carrier_due_check CHECK (carrier_due = ANY (ARRAY['configure'::text, 'release'::text])),
  constraint phone_numbers_check CHECK (campaign_id IS NULL OR pool_id IS NULL),
  constraint phone_numbers_check1 CHECK ((campaign_id IS NULL AND pool_id IS NULL) = (assigned_at IS NULL)),
  constraint phone_numbers_check2 CHECK (carrier_due IS NULL OR phone_number_sid IS NOT NULL),
  constraint phone_numbers_check3 CHECK (deleted_at IS NULL OR campaign_id IS NULL AND pool_id IS NULL),
  constraint phone_numbers_uuid_key UNIQUE (uuid),
  constraint phone_numbers_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint phone_numbers_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint phone_numbers_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES number_pools(id),
  constraint phone_numbers_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES publishers(id),
  constraint phone_numbers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX phone_numbers_campaign ON phone_numbers USING btree (campaign_id) WHERE deleted_at IS NULL;
CREATE INDEX phone_numbers_carrier_due ON phone_numbers USING btree (id) WHERE carrier_due IS NOT NULL;
CREATE UNIQUE INDEX phone_numbers_phone_number ON phone_numbers USING btree (phone_number) WHERE deleted_at IS NULL;
CREATE INDEX phone_numbers_pool ON phone_numbers USING btree (pool_id) WHERE deleted_at IS NULL;
CREATE INDEX phone_numbers_publisher ON phone_numbers USING btree (publisher_id) WHERE publisher_id IS NOT NULL;
CREATE UNIQUE INDEX phone_numbers_sid ON phone_numbers USING btree (phone_number_sid) WHERE deleted_at IS NULL;
CREATE INDEX phone_numbers_tenant ON phone_numbers USING btree (tenant_id, id) WHERE deleted_at IS NULL;

create table number_purchases (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  phone_number text not null,
  friendly_name text,
  voice_url text,
  status_callback text,
  status text not null default 'reserved'::text,
  open boolean not null generated always as (status = ANY (ARRAY['reserved'::text, 'buying'::text, 'unknown'::text])) stored,
  licensed_at timestamp with time zone,
  phone_number_id bigint,
  reason text,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint number_purchases_pkey PRIMARY KEY (id),
  constraint number_purchases_check CHECK ((status = 'bought'::text) = (phone_number_id IS NOT NULL)),
  constraint number_purchases_check1 CHECK ((status = ANY (ARRAY['reserved'::text, 'failed'::text])) OR licensed_at IS NOT NULL),
  constraint number_purchases_status_check CHECK (status = ANY (ARRAY['reserved'::text, 'buying'::text, 'unknown'::text, 'bought'::text, 'failed'::text, 'lost'::text])),
  constraint number_purchases_uuid_key UNIQUE (uuid),
  constraint number_purchases_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint number_purchases_phone_number_id_fkey FOREIGN KEY (phone_number_id) REFERENCES phone_numbers(id),
  constraint number_purchases_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX number_purchases_lost ON number_purchases USING btree (phone_number) WHERE status = 'lost'::text;
CREATE UNIQUE INDEX number_purchases_one_open ON number_purchases USING btree (phone_number) WHERE open;
CREATE INDEX number_purchases_open ON number_purchases USING btree (updated_at) WHERE open;
CREATE INDEX number_purchases_tenant ON number_purchases USING btree (tenant_id, id);

create table rtb_targets (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  name text not null,
  company_name text,
  contact_person text,
  contact_email text,
  contact_phone text,
  endpoint_url text not null,
  http_method text not null,
  content_type text not null,
  request_body text,
  authentication text not null,
  auth_type text not null,
  auth_token text,
  auth_token_mask text,
  timeout_ms integer not null,
  connection_timeout_ms integer not null,
  bid_amount_path text not null,
  destination_number_path text not null,
  acceptance_path text,
  currency_path text,
  duration_path text,
  min_bid_micros bigint not null,
  max_bid_micros bigint,
  currency text not null,
  timezone text not null,
  hours_of_operation jsonb,
  is_active boolean not null,
  max_concurrent_calls integer not null,
  hourly_cap integer not null,
  daily_cap integer not null,
  monthly_cap integer not null,
  conversion_rate double precision not null default 0.5,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint rtb_targets_pkey PRIMARY KEY (id),
  constraint rtb_targets_auth_type_check CHECK (auth_type = ANY (ARRAY['none'::text, 'api_key'::text, 'bearer'::text, 'basic'::text])),
  constraint rtb_targets_check CHECK (max_bid_micros >= min_bid_micros),
  constraint rtb_targets_check1 CHECK ((auth_token IS NULL) = (auth_token_mask IS NULL)),
  constraint rtb_targets_connection_timeout_ms_check CHECK (connection_timeout_ms >= 50 AND connection_timeout_ms <= 10000),
  constraint rtb_targets_conversion_rate_check CHECK (conversion_rate >= 0::double precision AND conversion_rate <= 1::double precision),
  constraint rtb_targets_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint rtb_targets_daily_cap_check CHECK (daily_cap >= 0),
  constraint rtb_targets_hourly_cap_check CHECK (hourly_cap >= 0),
  constraint rtb_targets_http_method_check CHECK (http_method = ANY (ARRAY['GET'::text, 'POST'::text, 'PUT'::text, 'PATCH'::text])),
  constraint rtb_targets_max_concurrent_calls_check CHECK (max_concurrent_calls >= 0),
  constraint rtb_targets_min_bid_micros_check CHECK (min_bid_micros >= 0),
  constraint rtb_targets_monthly_cap_check CHECK (monthly_cap >= 0),
  constraint rtb_targets_name_check CHECK (name <> ''::text),
  constraint rtb_targets_timeout_ms_check CHECK (timeout_ms >= 50 AND timeout_ms <= 10000),
  constraint rtb_targets_uuid_key UNIQUE (uuid),
  constraint rtb_targets_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint rtb_targets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX rtb_targets_tenant ON rtb_targets USING btree (tenant_id, id) WHERE deleted_at IS NULL;

create table rtb_cap_buckets (
  tenant_id bigint not null,
  target_id bigint not null,
  period text not null,
  starts_at timestamp with time zone not null,
  used integer not null,
  constraint rtb_cap_buckets_pkey PRIMARY KEY (target_id, period, starts_at),
  constraint rtb_cap_buckets_period_check CHECK (period = ANY (ARRAY['hour'::text, 'day'::text, 'month'::text])),
  constraint rtb_cap_buckets_used_check CHECK (used >= 0),
  constraint rtb_cap_buckets_target_id_fkey FOREIGN KEY (target_id) REFERENCES rtb_targets(id),
  constraint rtb_cap_buckets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

create table rtb_router_targets (
  tenant_id bigint not null,
  router_id bigint not null,
  target_id bigint not null,
  priority integer not null,
  weight integer not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint rtb_router_targets_pkey PRIMARY KEY (router_id, target_id),
  constraint rtb_router_targets_priority_check CHECK (priority >= 0),
  constraint rtb_router_targets_weight_check CHECK (weight >= 0),
  constraint rtb_router_targets_router_id_fkey FOREIGN KEY (router_id) REFERENCES rtb_routers(id),
  constraint rtb_router_targets_target_id_fkey FOREIGN KEY (target_id) REFERENCES rtb_targets(id),
  constraint rtb_router_targets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX rtb_router_targets_by_target ON rtb_router_targets USING btree (target_id);

create table sessions (
  id_hash bytea not null,
  tenant_id bigint not null,
  user_id bigint not null,
  token_version integer not null,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (id_hash),
  constraint sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX sessions_age ON sessions USING btree (last_seen_at);

create table tracking_tags (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  created_by bigint,
  campaign_id bigint not null,
  name text not null,
  tag_code text not null,
  is_active boolean not null,
  allowed_domains text[] not null,
  swap_number text,
  idle_minutes integer not null,
  cool_down_minutes integer not null,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  publisher_id bigint,
  constraint tracking_tags_pkey PRIMARY KEY (id),
  constraint tracking_tags_cool_down_minutes_check CHECK (cool_down_minutes >= 0 AND cool_down_minutes <= 10080),
  constraint tracking_tags_idle_minutes_check CHECK (idle_minutes >= 2 AND idle_minutes <= 1440),
  constraint tracking_tags_name_check CHECK (name <> ''::text),
  constraint tracking_tags_uuid_key UNIQUE (uuid),
  constraint tracking_tags_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint tracking_tags_code_of_tenant FOREIGN KEY (tag_code, tenant_id) REFERENCES tag_codes(code, tenant_id),
  constraint tracking_tags_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint tracking_tags_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES publishers(id),
  constraint tracking_tags_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX tracking_tags_publisher ON tracking_tags USING btree (publisher_id) WHERE publisher_id IS NOT NULL;
CREATE UNIQUE INDEX tracking_tags_tag_code ON tracking_tags USING btree (tag_code) WHERE deleted_at IS NULL;
CREATE INDEX tracking_tags_tenant ON tracking_tags USING btree (tenant_id, id) WHERE deleted_at IS NULL;

create table tracking_sessions (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  tag_id bigint not null,
  campaign_id bigint not null,
  tracking_id text not null,
  session_id text not null,
  phone_number_id bigint,
  source text not null,
  medium text,
  campaign text,
  content text,
  term text,
  domain text,
  page text,
  referrer text,
  user_agent text,
  ip_address text not null,
  last_seen_at timestamp with time zone not null default clock_now(),
  created_at timestamp with time zone not null default clock_now(),
  constraint tracking_sessions_pkey PRIMARY KEY (id),
  constraint tracking_sessions_session_id_check CHECK (session_id <> ''::text),
  constraint tracking_sessions_tracking_id_key UNIQUE (tracking_id),
  constraint tracking_sessions_uuid_key UNIQUE (uuid),
  constraint tracking_sessions_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint tracking_sessions_phone_number_id_fkey FOREIGN KEY (phone_number_id) REFERENCES phone_numbers(id),
  constraint tracking_sessions_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tracking_tags(id),
  constraint tracking_sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX tracking_sessions_age ON tracking_sessions USING btree (created_at);
CREATE INDEX tracking_sessions_by_campaign ON tracking_sessions USING btree (tenant_id, campaign_id, created_at);
CREATE INDEX tracking_sessions_by_session ON tracking_sessions USING btree (tag_id, session_id, id DESC);
CREATE INDEX tracking_sessions_by_tag ON tracking_sessions USING btree (tag_id, id DESC);
CREATE INDEX tracking_sessions_listed ON tracking_sessions USING btree (tenant_id, id DESC);

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
  buyer_id bigint,
  buyer_held boolean not null default false,
  buyer_day date,
  tried_buyer_ids bigint[] not null default '{}'::bigint[],
  forwarded_to text,
  route_attempt integer not null default 0,
  recorded_by_api boolean not null default false,
  given_recording_url text,
  rtb_closed_at timestamp with time zone,
  phone_number_id bigint,
  converted boolean,
  revenue_micros bigint,
  publisher_id bigint,
  tracking_session_id bigint,
  ended_at timestamp with time zone,
  next_look_at timestamp with time zone,
  constraint calls_pkey PRIMARY KEY (id),
  constraint calls_call_sid_key UNIQUE (call_sid),
  constraint calls_check CHECK (live OR end_time IS NOT NULL),
  constraint calls_check1 CHECK (live OR disposition IS NOT NULL),
  constraint calls_check2 CHECK ((cost IS NULL) = (cost_source IS NULL)),
  constraint calls_check3 CHECK (revenue_micros IS NULL OR converted IS NOT NULL AND NOT live),
  constraint calls_cost_check CHECK (cost >= 0::numeric),
  constraint calls_cost_source_check CHECK (cost_source = ANY (ARRAY['rated'::text, 'estimated'::text, 'unrated'::text])),
  constraint calls_direction_check CHECK (direction = ANY (ARRAY['inbound'::text, 'outbound'::text])),
  constraint calls_disposition_check CHECK (disposition = ANY (ARRAY['answered'::text, 'voicemail'::text, 'no_answer'::text, 'busy'::text, 'failed'::text, 'abandoned'::text, 'cancelled'::text])),
  constraint calls_duration_check CHECK (duration >= 0),
  constraint calls_price_check CHECK (price >= 0::numeric),
  constraint calls_revenue_micros_check CHECK (revenue_micros >= 0),
  constraint calls_talk_time_check CHECK (talk_time >= 0),
  constraint calls_uuid_key UNIQUE (uuid),
  constraint calls_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id),
  constraint calls_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyers(id),
  constraint calls_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint calls_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id),
  constraint calls_phone_number_id_fkey FOREIGN KEY (phone_number_id) REFERENCES phone_numbers(id),
  constraint calls_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES publishers(id),
  constraint calls_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint calls_tracking_session_id_fkey FOREIGN KEY (tracking_session_id) REFERENCES tracking_sessions(id) ON DELETE SET NULL
);
CREATE INDEX calls_by_agent ON calls USING btree (agent_id, created_at);
CREATE INDEX calls_by_buyer ON calls USING btree (buyer_id, buyer_day) WHERE buyer_id IS NOT NULL;
CREATE INDEX calls_by_campaign ON calls USING btree (tenant_id, campaign_id, created_at DESC, id DESC);
CREATE INDEX calls_by_lead ON calls USING btree (lead_id, id);
CREATE INDEX calls_by_number ON calls USING btree (tenant_id, to_number, start_time) WHERE direction = 'outbound'::text;
CREATE INDEX calls_by_phone_number ON calls USING btree (phone_number_id, created_at) WHERE phone_number_id IS NOT NULL;
CREATE INDEX calls_by_visit ON calls USING btree (tracking_session_id) WHERE tracking_session_id IS NOT NULL;
CREATE INDEX calls_ended ON calls USING btree (tenant_id, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX calls_listed ON calls USING btree (tenant_id, created_at DESC, id DESC);
CREATE INDEX calls_live ON calls USING btree (campaign_id) WHERE live;
CREATE INDEX calls_live_inbound ON calls USING btree (to_number) WHERE live AND direction = 'inbound'::text;
CREATE UNIQUE INDEX calls_one_live_per_lead ON calls USING btree (lead_id) WHERE live AND lead_id IS NOT NULL;
CREATE UNIQUE INDEX calls_one_live_per_number ON calls USING btree (tenant_id, to_number) WHERE live AND direction = 'outbound'::text AND NOT recorded_by_api;
CREATE INDEX calls_uncosted ON calls USING btree (id) WHERE NOT live AND (cost_source IS NULL OR cost_source = 'estimated'::text);
CREATE INDEX calls_unvalued ON calls USING btree (end_time) WHERE NOT live AND direction = 'inbound'::text AND NOT recorded_by_api AND revenue_micros IS NULL;

create table bid_requests (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  request_id text not null,
  campaign_id bigint,
  campaign_rtb_id text,
  call_id bigint,
  router_id bigint not null,
  caller_id text not null,
  call_start_time timestamp with time zone not null,
  target_ids bigint[] not null,
  auction_timeout_ms integer not null,
  min_bid_micros bigint not null,
  max_bid_micros bigint,
  currency text not null,
  status text not null,
  winning_bid_micros bigint,
  winning_target_id bigint,
  total_response_ms integer not null,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint bid_requests_pkey PRIMARY KEY (id),
  constraint bid_requests_check CHECK ((status = 'completed'::text) = (winning_target_id IS NOT NULL)),
  constraint bid_requests_check1 CHECK ((winning_bid_micros IS NULL) = (winning_target_id IS NULL)),
  constraint bid_requests_request_id_key UNIQUE (request_id),
  constraint bid_requests_status_check CHECK (status = ANY (ARRAY['pending'::text, 'completed'::text, 'no_bids'::text, 'no_bidders'::text, 'failed'::text])),
  constraint bid_requests_total_response_ms_check CHECK (total_response_ms >= 0),
  constraint bid_requests_uuid_key UNIQUE (uuid),
  constraint bid_requests_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id),
  constraint bid_requests_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint bid_requests_router_id_fkey FOREIGN KEY (router_id) REFERENCES rtb_routers(id),
  constraint bid_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint bid_requests_winning_target_id_fkey FOREIGN KEY (winning_target_id) REFERENCES rtb_targets(id)
);
CREATE INDEX bid_requests_by_call ON bid_requests USING btree (call_id, id);
CREATE INDEX bid_requests_listed ON bid_requests USING btree (tenant_id, id DESC);

create table bid_responses (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  bid_request_id bigint not null,
  target_id bigint not null,
  bid_micros bigint,
  currency text not null,
  destination text,
  accepted boolean not null,
  response_ms double precision not null,
  raw_response text,
  is_winner boolean not null default false,
  reason text not null,
  reason_code integer not null,
  rank integer,
  conversion_seconds integer,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  constraint bid_responses_pkey PRIMARY KEY (id),
  constraint bid_responses_bid_request_id_target_id_key UNIQUE (bid_request_id, target_id),
  constraint bid_responses_check CHECK ((rank IS NULL) = (expires_at IS NULL)),
  constraint bid_responses_check1 CHECK (rank IS NULL OR bid_micros IS NOT NULL AND destination IS NOT NULL),
  constraint bid_responses_check2 CHECK (NOT is_winner OR rank IS NOT NULL),
  constraint bid_responses_response_ms_check CHECK (response_ms >= 0::double precision),
  constraint bid_responses_uuid_key UNIQUE (uuid),
  constraint bid_responses_bid_request_id_fkey FOREIGN KEY (bid_request_id) REFERENCES bid_requests(id),
  constraint bid_responses_target_id_fkey FOREIGN KEY (target_id) REFERENCES rtb_targets(id),
  constraint bid_responses_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX bid_responses_listed ON bid_responses USING btree (tenant_id, id DESC);
CREATE UNIQUE INDEX bid_responses_one_winner ON bid_responses USING btree (bid_request_id) WHERE is_winner;

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

create table integration_records (
  tenant_id bigint not null,
  integration_id bigint not null,
  call_id bigint not null,
  ended_at timestamp with time zone not null,
  state text not null default 'pending'::text,
  failures integer not null default 0,
  error text,
  external_id text,
  sync_id bigint,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  constraint integration_records_pkey PRIMARY KEY (integration_id, call_id),
  constraint integration_records_check CHECK (state <> 'sent'::text OR external_id IS NOT NULL),
  constraint integration_records_failures_check CHECK (failures >= 0),
  constraint integration_records_state_check CHECK (state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'given_up'::text])),
  constraint integration_records_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id),
  constraint integration_records_integration_id_fkey FOREIGN KEY (integration_id) REFERENCES integrations(id),
  constraint integration_records_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES integration_syncs(id),
  constraint integration_records_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX integration_records_by_sync ON integration_records USING btree (sync_id, state);
CREATE INDEX integration_records_open ON integration_records USING btree (integration_id, ended_at, call_id) WHERE state = ANY (ARRAY['pending'::text, 'sending'::text, 'failed'::text]);
CREATE INDEX integration_records_order ON integration_records USING btree (integration_id, ended_at, call_id);

create table number_leases (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  tag_id bigint not null,
  session_id text not null,
  tracking_session_id bigint not null,
  phone_number_id bigint,
  phone_number text not null,
  is_overflow boolean not null,
  client_address text not null,
  leased_at timestamp with time zone not null default clock_now(),
  last_seen_at timestamp with time zone not null default clock_now(),
  live_until timestamp with time zone not null,
  held_until timestamp with time zone not null,
  released_at timestamp with time zone,
  constraint number_leases_pkey PRIMARY KEY (id),
  constraint number_leases_check CHECK (is_overflow OR phone_number_id IS NOT NULL),
  constraint number_leases_check1 CHECK (live_until <= held_until),
  constraint number_leases_check2 CHECK (leased_at <= released_at),
  constraint number_leases_uuid_key UNIQUE (uuid),
  constraint number_leases_phone_number_id_fkey FOREIGN KEY (phone_number_id) REFERENCES phone_numbers(id),
  constraint number_leases_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tracking_tags(id),
  constraint number_leases_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint number_leases_tracking_session_id_fkey FOREIGN KEY (tracking_session_id) REFERENCES tracking_sessions(id) ON DELETE CASCADE
);
CREATE INDEX number_leases_by_address ON number_leases USING btree (client_address) WHERE released_at IS NULL AND NOT is_overflow;
CREATE INDEX number_leases_by_visit ON number_leases USING btree (tracking_session_id);
CREATE INDEX number_leases_due ON number_leases USING btree (held_until) WHERE released_at IS NULL;
CREATE INDEX number_leases_history ON number_leases USING btree (phone_number_id, leased_at DESC) WHERE NOT is_overflow;
CREATE UNIQUE INDEX number_leases_one_per_number ON number_leases USING btree (phone_number_id) WHERE released_at IS NULL AND NOT is_overflow;
CREATE UNIQUE INDEX number_leases_one_per_session ON number_leases USING btree (tag_id, session_id) WHERE released_at IS NULL;
CREATE INDEX number_leases_released ON number_leases USING btree (released_at) WHERE released_at IS NOT NULL;
CREATE INDEX number_leases_shared ON number_leases USING btree (phone_number_id) WHERE is_overflow AND released_at IS NULL;

create table payouts (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  publisher_id bigint not null,
  campaign_id bigint,
  call_id bigint not null,
  entry text not null,
  amount_micros bigint not null,
  reason text not null,
  payout_type text not null,
  payout_micros bigint not null,
  min_seconds integer not null,
  talk_seconds integer not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint payouts_pkey PRIMARY KEY (id),
  constraint payouts_check CHECK (entry = 'correction'::text OR amount_micros >= 0),
  constraint payouts_check1 CHECK (entry = 'credit'::text OR amount_micros <> 0),
  constraint payouts_entry_check CHECK (entry = ANY (ARRAY['credit'::text, 'correction'::text])),
  constraint payouts_min_seconds_check CHECK (min_seconds >= 0),
  constraint payouts_payout_micros_check CHECK (payout_micros >= 0),
  constraint payouts_payout_type_check CHECK (payout_type = ANY (ARRAY['per_call'::text, 'per_minute'::text, 'cpa'::text, 'cpl'::text])),
  constraint payouts_reason_check CHECK (reason = ANY (ARRAY['earned'::text, 'not_connected'::text, 'too_short'::text, 'not_converted'::text])),
  constraint payouts_talk_seconds_check CHECK (talk_seconds >= 0),
  constraint payouts_uuid_key UNIQUE (uuid),
  constraint payouts_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id),
  constraint payouts_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint payouts_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES publishers(id),
  constraint payouts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX payouts_by_call ON payouts USING btree (call_id, id);
CREATE INDEX payouts_by_campaign ON payouts USING btree (publisher_id, campaign_id);
CREATE INDEX payouts_listed ON payouts USING btree (tenant_id, publisher_id, id DESC);
CREATE UNIQUE INDEX payouts_one_credit ON payouts USING btree (call_id) WHERE entry = 'credit'::text;

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

create table rtb_awards (
  id bigint not null generated always as identity,
  uuid uuid not null default gen_random_uuid(),
  tenant_id bigint not null,
  target_id bigint not null,
  router_id bigint not null,
  call_id bigint not null,
  request_id text not null,
  bid_micros bigint not null,
  currency text not null,
  destination text not null,
  conversion_seconds integer,
  status text not null default 'held'::text,
  hour_start timestamp with time zone not null,
  day_start timestamp with time zone not null,
  month_start timestamp with time zone not null,
  converted boolean,
  revenue_micros bigint,
  awarded_at timestamp with time zone not null default clock_now(),
  ended_at timestamp with time zone,
  constraint rtb_awards_pkey PRIMARY KEY (id),
  constraint rtb_awards_bid_micros_check CHECK (bid_micros > 0),
  constraint rtb_awards_check CHECK ((status = 'held'::text) = (ended_at IS NULL)),
  constraint rtb_awards_check1 CHECK ((status = 'settled'::text) = (revenue_micros IS NOT NULL)),
  constraint rtb_awards_revenue_micros_check CHECK (revenue_micros >= 0),
  constraint rtb_awards_status_check CHECK (status = ANY (ARRAY['held'::text, 'refunded'::text, 'settled'::text])),
  constraint rtb_awards_uuid_key UNIQUE (uuid),
  constraint rtb_awards_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id),
  constraint rtb_awards_router_id_fkey FOREIGN KEY (router_id) REFERENCES rtb_routers(id),
  constraint rtb_awards_target_id_fkey FOREIGN KEY (target_id) REFERENCES rtb_targets(id),
  constraint rtb_awards_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX rtb_awards_by_call ON rtb_awards USING btree (call_id, id);
CREATE INDEX rtb_awards_held ON rtb_awards USING btree (target_id) WHERE status = 'held'::text;
CREATE UNIQUE INDEX rtb_awards_one_held ON rtb_awards USING btree (call_id) WHERE status = 'held'::text;

CREATE TRIGGER keep_call_ended BEFORE UPDATE OF status ON calls FOR EACH ROW WHEN (NOT old.live AND old.status::text IS DISTINCT FROM new.status::text) EXECUTE FUNCTION keep_call_ended();

CREATE TRIGGER note_call_added AFTER INSERT ON calls FOR EACH ROW WHEN (NOT new.live) EXECUTE FUNCTION note_call_change();

CREATE TRIGGER note_call_changed AFTER UPDATE ON calls FOR EACH ROW WHEN (NOT new.live AND (old.live IS DISTINCT FROM new.live OR old.start_time IS DISTINCT FROM new.start_time OR old.campaign_id IS DISTINCT FROM new.campaign_id OR old.buyer_id IS DISTINCT FROM new.buyer_id OR old.tried_buyer_ids IS DISTINCT FROM new.tried_buyer_ids OR old.disposition IS DISTINCT FROM new.disposition OR old.talk_time IS DISTINCT FROM new.talk_time OR old.converted IS DISTINCT FROM new.converted OR old.revenue_micros IS DISTINCT FROM new.revenue_micros)) EXECUTE FUNCTION note_call_change();

CREATE TRIGGER note_call_end BEFORE INSERT OR UPDATE OF status ON calls FOR EACH ROW WHEN (call_status_rank(new.status) >= 100) EXECUTE FUNCTION note_call_end();

CREATE TRIGGER note_call_removed AFTER DELETE ON calls FOR EACH ROW WHEN (NOT old.live) EXECUTE FUNCTION note_call_change();

CREATE TRIGGER keep_payout BEFORE DELETE OR UPDATE ON payouts FOR EACH ROW EXECUTE FUNCTION keep_payout();
