-- What agents and supervisors want of a live conversation: hold, mute, a pause of the recording, a transfer. The row
-- states the wish. A job brings the conference at the carrier in line with it, as often as needed, because each wish is a
-- state and not a step.
create table conversations (
  call_id bigint primary key references calls on delete cascade,
  tenant_id bigint not null references tenants,
  -- Null as long as no wish was stated, so that the carrier is asked for nothing.
  held boolean,
  agent_muted boolean,
  recording_paused boolean,
  held_at timestamptz,
  hold_seconds integer not null default 0 check (hold_seconds >= 0),
  -- Whether the carrier has yet to be asked. `version` counts the wishes, so that a late job does not hide a newer wish.
  changes_due boolean not null default false,
  version integer not null default 0,
  -- The keys that the agent pressed last. The carrier fetches them, so that they are in no address.
  digits text,
  -- The agent who gave the call to another person. This agent still sees the call.
  transferred_by bigint references agents,
  -- When the present agent got the call by a transfer.
  agent_since timestamptz,
  -- A second agent, who is asked before the call is transferred. The agent's slot is reserved.
  consulted_agent_id bigint references agents,
  updated_at timestamptz not null default clock_now(),
  check ((held_at is not null) = coalesce(held, false))
);
create index conversations_due on conversations (updated_at) where changes_due;
create unique index conversations_one_consulted on conversations (consulted_agent_id) where consulted_agent_id is not null;

-- A guest leg brings another person into the conversation: a participant, the receiver of a transfer (who
-- may be consulted before), or a supervisor who listens.
alter table call_legs
  add column guest_role text check (guest_role in ('participant', 'consult', 'transfer', 'supervisor')),
  add column monitor_mode text check (monitor_mode in ('listen', 'whisper', 'barge')),
  add column created_by bigint references users,
  add constraint call_legs_guest check (guest_role is null or (call_id is not null and agent_id is null)),
  add constraint call_legs_monitor check ((guest_role = 'supervisor') = (monitor_mode is not null));
drop index call_legs_one_live;
create unique index call_legs_one_live on call_legs (call_id) where live and guest_role is null;
create unique index call_legs_one_transfer on call_legs (call_id) where live and guest_role in ('consult', 'transfer');
create unique index call_legs_one_supervisor on call_legs (call_id, created_by) where live and guest_role = 'supervisor';
