-- When the voicemail message of the campaign began to play. Without it, a call to a machine left no message.
alter table calls add message_left_at timestamptz;

-- Outcomes that agents choose at wrap-up, beside the built-in dispositions, each with its rule for the next call.
create table dispositions (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  code text not null check (code ~ '^[a-z][a-z0-9_]{0,49}$'),
  name text not null check (name <> ''),
  is_contact boolean not null,
  is_conversation boolean not null,
  is_sale boolean not null,
  -- What happens with the lead: campaign (the retry policy of the campaign), retry, final, do_not_call.
  next_step text not null check (next_step in ('campaign', 'retry', 'final', 'do_not_call')),
  retry_minutes integer check (retry_minutes between 1 and 43200),
  retry_times_max integer check (retry_times_max between 1 and 10),
  created_at timestamptz not null default clock_now(),
  -- Ended calls keep a deleted disposition.
  deleted_at timestamptz,
  check ((next_step = 'retry') = (retry_minutes is not null and retry_times_max is not null)),
  check (next_step = 'retry' or (retry_minutes is null and retry_times_max is null)),
  check (is_contact or not is_conversation),
  check (is_conversation or not is_sale)
);
create unique index dispositions_code on dispositions (tenant_id, code) where deleted_at is null;

create trigger audit after insert or update or delete on dispositions for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('disposition',
    'code name is_contact is_conversation is_sale next_step retry_minutes retry_times_max deleted_at', '');

alter table calls add disposition_id bigint references dispositions;
create index calls_by_custom_disposition on calls (disposition_id) where disposition_id is not null;
