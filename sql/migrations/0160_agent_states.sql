-- The history of what each agent did: one row for each stretch of time in one state. The trigger writes the rows, because
-- many statements change an agent: the agent, supervisors, the dialer, the end of a call and the end of a wrap-up.
create table agent_states (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenants,
  agent_id bigint not null references agents on delete cascade,
  -- `on_call` is the time from the reservation of the agent for a call until the agent is released.
  state text not null check (state in ('available', 'on_call', 'wrap_up', 'busy', 'break', 'offline')),
  reason text,
  started_at timestamptz not null default clock_now(),
  -- Null for the state that the agent is in. The trigger sets it in the transaction that starts the next state.
  ended_at timestamptz,
  check (ended_at >= started_at)
);
create unique index agent_states_current on agent_states (agent_id) where ended_at is null;
create index agent_states_listed on agent_states (tenant_id, agent_id, id);

create index agent_states_ended on agent_states (ended_at) where ended_at is not null;

create function note_agent_state() returns trigger language plpgsql as $$
declare
  next_state text := case
    when new.current_calls > 0 then 'on_call'
    when new.status <> 'available' then new.status
    when new.wrap_up_until > clock_now() then 'wrap_up'
    else 'available' end;
  next_reason text := case when next_state in ('busy', 'break', 'offline') then new.status_reason end;
begin
  if tg_op = 'UPDATE' then
    update agent_states set ended_at = greatest(started_at, clock_now())
    where agent_id = new.id and ended_at is null and (state, reason) is distinct from (next_state, next_reason);
    if not found then
      return null;
    end if;
  end if;
  insert into agent_states (tenant_id, agent_id, state, reason) values (new.tenant_id, new.id, next_state, next_reason);
  return null;
end $$;

insert into agent_states (tenant_id, agent_id, state, reason, started_at)
select tenant_id, id,
  case when current_calls > 0 then 'on_call' when status <> 'available' then status
    when wrap_up_until > clock_now() then 'wrap_up' else 'available' end,
  case when current_calls = 0 and status <> 'available' then status_reason end, status_since
from agents;

create trigger note_state after insert or update of status, status_reason, current_calls, wrap_up_until on agents
  for each row execute function note_agent_state();

-- The reasons for a pause that agents choose from.
alter table tenants add column pause_reasons text[] not null default '{Break,Lunch,Training,Meeting}'
  check (cardinality(pause_reasons) <= 20);

-- The audit log shows changes of the list. It shows no status that agents set themselves: that is in the history.
do $$
declare
  of_tenants text := pg_get_triggerdef(oid) from pg_trigger where tgrelid = 'tenants'::regclass and tgname = 'audit';
  of_agents text := pg_get_triggerdef(oid) from pg_trigger where tgrelid = 'agents'::regclass and tgname = 'audit';
begin
  drop trigger audit on tenants;
  execute replace(of_tenants, '''name status ', '''name pause_reasons status ');
  drop trigger audit on agents;
  execute replace(of_agents, '''status status_reason ', '''status status_reason status_since ');
end $$;
