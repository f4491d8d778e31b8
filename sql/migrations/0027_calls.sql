-- An externally logged call is a call that another system carries and reports over the API.
alter table calls rename column recorded_by_api to externally_logged;

-- The time at which the carrier is asked again for the price or the recording of an ended call.
alter table calls rename column next_look_at to next_poll_at;

-- One table for all legs. The leg of a parked agent is a phone call with the agent that stays open between calls, so
-- this leg belongs to no call.
alter table call_legs alter column call_id drop not null;
alter table call_legs add constraint call_legs_of_call_or_agent check (call_id is not null or agent_id is not null);

-- The job of a leg that is only reserved names the old row. The leg is canceled, and the next tick reserves a new one.
insert into call_legs (uuid, tenant_id, agent_id, status, call_sid, from_number, to_number, reserved_at, start_time,
  answer_time, end_time, duration, created_at, updated_at)
select uuid, tenant_id, agent_id, case when status = 'reserved' then 'canceled' else status end, call_sid, from_number,
  to_number, created_at, start_time, answer_time, case when status = 'reserved' then clock_now() else end_time end,
  duration, created_at, updated_at
from agent_lines order by id;
drop table agent_lines;

-- An agent is parked on one leg at a time.
create unique index call_legs_one_parked on call_legs (agent_id) where live and call_id is null;
