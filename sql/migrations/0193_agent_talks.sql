-- How long each agent talked in a call that was transferred. A call without a transfer has no row: its agent talked for
-- its whole talk time. An agent who got the call twice has two rows.
create table agent_talks (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenants,
  call_id bigint not null references calls on delete cascade,
  agent_id bigint not null references agents on delete cascade,
  talk_seconds integer not null check (talk_seconds >= 0)
);
create index agent_talks_call on agent_talks (call_id);
create index agent_talks_agent on agent_talks (agent_id, call_id);
