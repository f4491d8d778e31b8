-- The conference in which the agent of a parked leg is, as the agent's phone joined it. A person is connected with the
-- agent only in the same conference. `renewed_at`: the platform replaces the leg by a new one, because the carrier ends
-- each call after four hours.
alter table call_legs
  add column conference_sid text,
  add column renewed_at timestamptz;

-- How the platform makes sure that the agent, and not the agent's mailbox, answered the phone.
alter table agents add column phone_acceptance text not null default 'detection'
  check (phone_acceptance in ('detection', 'key', 'none'));

drop trigger audit on agents;
create trigger audit after insert or update or delete on agents for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('agent',
    'user_id agent_group_id name phone email max_concurrent_calls skills priority working_hours is_active phone_acceptance',
    'status status_reason current_calls wrap_up_until idle_since total_calls_handled total_call_duration_seconds last_active_at');
