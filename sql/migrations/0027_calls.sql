-- An externally logged call: another system carries it and reports it over the API.
alter table calls rename column recorded_by_api to externally_logged;

-- When the carrier is asked again for the price or the recording that an ended call lacks.
alter table calls rename column next_look_at to next_poll_at;

-- One table for all legs. The leg of a parked agent is an agent's phone call that stays open between calls, so it belongs to no call.
alter table call_legs alter column call_id drop not null;
alter table call_legs add constraint call_legs_of_call_or_agent check (call_id is not null or agent_id is not null);

insert into call_legs (uuid, tenant_id, agent_id, status, call_sid, from_number, to_number, reserved_at, start_time,
  answer_time, end_time, duration, created_at, updated_at)
select uuid, tenant_id, agent_id, status, call_sid, from_number, to_number, created_at, start_time,
  answer_time, end_time, duration, created_at, updated_at
from agent_lines order by id;
drop table agent_lines;

-- An agent is parked on one leg at a time.
create unique index call_legs_one_parked on call_legs (agent_id) where live and call_id is null;
