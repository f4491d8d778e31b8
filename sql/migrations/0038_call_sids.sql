-- The carrier's id of a call is unique among the calls that this deployment carries. Among externally logged calls, the id
-- is unique within the tenant: a tenant must not see if another tenant has logged the same id, and a logged id must not
-- stop the carrier's real call with that id.
alter table calls drop constraint calls_call_sid_key;
create unique index calls_call_sid on calls (call_sid) where not externally_logged;
create unique index calls_logged_call_sid on calls (tenant_id, call_sid) where externally_logged;
