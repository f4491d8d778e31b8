-- Runs that make finished leads of a campaign due again. A job examines the leads in the order of their ids.
create table lead_recycles (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  campaign_id bigint not null references campaigns,
  created_by bigint references users,
  -- Which leads become due again, by their last call. Null means no limit.
  dispositions text[] not null check (cardinality(dispositions) > 0),
  attempts_min integer,
  attempts_max integer,
  last_call_after timestamptz,
  last_call_before timestamptz,
  status text not null default 'running' check (status in ('running', 'completed')),
  -- The id of the last lead that was examined. An interrupted run continues after this lead.
  last_lead_id bigint not null default 0,
  total integer not null check (total >= 0),
  examined integer not null default 0 check (examined >= 0),
  requeued integer not null default 0 check (requeued between 0 and examined),
  -- The number of leads that stay as they are, by reason.
  left_out jsonb not null default '{}',
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  finished_at timestamptz,
  check ((status = 'completed') = (finished_at is not null))
);
create unique index lead_recycles_one_running on lead_recycles (campaign_id) where status = 'running';
create index lead_recycles_tenant on lead_recycles (tenant_id, id);

create trigger audit after insert on lead_recycles for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('lead_recycle',
    'campaign_id dispositions attempts_min attempts_max last_call_after last_call_before total',
    'status last_lead_id examined requeued left_out finished_at');
