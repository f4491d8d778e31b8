-- Erasure of a person's data on request.

-- The number of the person is only in the row of the do-not-call list, which the law obliges a caller to keep. So an
-- erasure stores no number of its own.
create table erasures (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  dnc_number_id bigint not null references dnc_numbers,
  reason text not null check (reason <> ''),
  -- Whether the calls keep the number, because a law of call records obliges the tenant to keep the number for a time.
  keep_call_numbers boolean not null,
  status text not null default 'running' check (status in ('running', 'completed')),
  waits_for text check (waits_for in ('calls', 'imports', 'recordings')),
  -- {"<kind of data>": <number of erased rows>}
  counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
  created_by bigint references users,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  finished_at timestamptz,
  constraint erasures_finished check ((status = 'completed') = (finished_at is not null)),
  constraint erasures_completed_waits_for_nothing check (status = 'running' or waits_for is null)
);
create index erasures_tenant on erasures (tenant_id, id);
create unique index erasures_one_running on erasures (dnc_number_id) where status = 'running';
create index erasures_running on erasures (updated_at) where status = 'running';

-- The reason may name the person, so its value is hidden.
create trigger audit after insert or update or delete on erasures for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('erasure', 'keep_call_numbers', 'status waits_for counts finished_at');

alter table dnc_numbers drop constraint dnc_numbers_source_check;
alter table dnc_numbers add constraint dnc_numbers_source_check
  check (source in ('api', 'import', 'opt_out', 'disposition', 'registry', 'erasure'));

-- An erased row has no time of the erasure, because the time would lead to the erasure and so to the number.
alter table calls add column erased boolean not null default false;
alter table leads add column erased boolean not null default false;
alter table leads add constraint leads_erased_are_not_called
  check (not erased or (do_not_call and status = 'dnc' and next_call_at is null));

-- The carrier must delete the audio. The column is false again when the carrier has deleted the audio.
alter table recordings add column delete_due boolean not null default false;
create index recordings_delete_due on recordings (tenant_id) where delete_due;

create index calls_by_caller on calls (tenant_id, from_number) where direction = 'inbound';
create index bid_requests_by_caller on bid_requests (tenant_id, caller_id);
