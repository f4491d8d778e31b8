-- An active agent has a phone of their own: the calls of two agents with one phone would ring it at the same time.
-- Agents who shared a phone before keep the phone until it is changed. The oldest of them keeps the phone for good.
alter table agents add column shares_phone boolean not null default false;
update agents a set shares_phone = true
where is_active and exists (
  select from agents b where b.tenant_id = a.tenant_id and b.phone = a.phone and b.is_active and b.id < a.id);

create unique index agents_one_per_phone on agents (tenant_id, phone) where is_active and not shares_phone;

create function end_shared_phone() returns trigger language plpgsql as $$
begin
  new.shares_phone := false;
  return new;
end $$;

create trigger end_shared_phone before update of phone on agents for each row
  when (new.phone <> old.phone) execute function end_shared_phone();

create or replace trigger audit after insert or update or delete on agents for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('agent',
    'user_id agent_group_id name phone email max_concurrent_calls skills priority working_hours is_active phone_acceptance',
    'status status_reason status_since current_calls wrap_up_until idle_since total_calls_handled total_call_duration_seconds last_active_at shares_phone');
