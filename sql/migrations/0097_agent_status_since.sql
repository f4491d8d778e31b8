-- Since when the agent has the status. Supervisors see it as the time in the status.
alter table agents add column status_since timestamptz not null default clock_now();
update agents set status_since = coalesce(last_active_at, created_at);

-- Finds the call of an agent who is in a call, without a read of all calls of the agent.
create index calls_live_by_agent on calls (agent_id) where live and agent_id is not null;
