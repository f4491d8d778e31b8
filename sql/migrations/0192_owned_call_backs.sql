-- The agent who owns an agreed call-back. It counts only while `call_back` is true.
alter table leads add column call_back_agent_id bigint references agents on delete set null;

-- The tick and the list of an agent's call-backs read only these leads.
create index leads_owned_call_backs on leads (campaign_id, next_call_at) where call_back and call_back_agent_id is not null;
create index leads_call_backs_of_agent on leads (call_back_agent_id, next_call_at, id)
  where call_back and call_back_agent_id is not null;
