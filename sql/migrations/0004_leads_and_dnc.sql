create table lead_imports (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  campaign_id bigint not null references campaigns,
  created_by bigint references users,
  file_name text not null,
  field_mapping jsonb not null default '{}',
  default_country text,
  status text not null default 'uploading' check (status in ('uploading', 'pending', 'running', 'completed', 'failed')),
  error text,
  byte_count bigint not null default 0,
  -- The last row of the file with a committed result. A resumed import continues after this row.
  last_row integer not null default 0,
  inserted integer not null default 0,
  invalid integer not null default 0,
  duplicates integer not null default 0,
  dnc integer not null default 0,
  created_at timestamptz not null default clock_now(),
  finished_at timestamptz
);
create index lead_imports_tenant on lead_imports (tenant_id, id);
create index lead_imports_unfinished on lead_imports (id) where status in ('uploading', 'pending', 'running');

-- The parts of an uploaded file. Any worker on any machine can read the parts and resume the import. The parts are
-- deleted when the import ends.
create table lead_import_chunks (
  import_id bigint not null references lead_imports on delete cascade,
  position integer not null check (position >= 0),
  bytes bytea not null,
  primary key (import_id, position)
);
-- The parts are stored uncompressed because each part is read only once: compressing 200 MB would cost more time than
-- the smaller size saves.
alter table lead_import_chunks alter column bytes set storage external;

create table lead_import_errors (
  import_id bigint not null references lead_imports on delete cascade,
  row integer not null,
  field text,
  value text,
  error text not null,
  primary key (import_id, row)
);

create table leads (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
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
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high')),
  -- Whether next_call_at is the time of an agreed call-back. A call-back comes before all other due leads.
  call_back boolean not null default false,
  priority_rank smallint not null generated always as (
    case when call_back then 0 when priority = 'high' then 1 when priority = 'normal' then 2 else 3 end) stored,
  custom_fields jsonb not null default '{}',
  notes text,
  status text not null default 'pending'
    check (status in ('pending', 'queued', 'calling', 'completed', 'failed', 'dnc')),
  status_reason text,
  call_attempts integer not null default 0 check (call_attempts >= 0),
  last_call_at timestamptz,
  next_call_at timestamptz,
  do_not_call boolean not null default false,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  unique (campaign_id, phone_normalized),
  -- One foreign key covers tenant and campaign. import_id has no foreign key, because a foreign key costs one look-up
  -- for each imported row.
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id)
);
create index leads_listed on leads (tenant_id, campaign_id, id);
create index leads_by_phone on leads (tenant_id, phone_normalized);
-- The order in which leads are dialed: priority, then due time, then id. A lead that was never called comes first among
-- the leads of the same priority.
create index leads_due on leads (campaign_id, priority_rank, coalesce(next_call_at, '-infinity'), id)
  where status = 'pending';
create index leads_in_call on leads (id) where status in ('queued', 'calling');

-- Phone numbers that a tenant must not call. If tenant_id is null, no tenant may call the number (a national
-- registry).
create table dnc_numbers (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint references tenants,
  phone text not null,
  reason text,
  source text not null default 'api' check (source in ('api', 'import', 'opt_out', 'disposition', 'registry')),
  created_by bigint references users,
  created_at timestamptz not null default clock_now(),
  unique nulls not distinct (tenant_id, phone)
);
create index dnc_numbers_phone on dnc_numbers (phone);
