-- Integrations send calls at the end of the call. A new integration sends new calls only.

-- Calls whose end was stored before this time are not sent. Null: all calls are sent.
alter table integrations add column sync_from timestamptz;
-- True if the end of a call or the schedule started the sync, and no user.
alter table integration_syncs add column is_automatic boolean not null default false;

drop trigger audit on integrations;
create trigger audit after insert or update or delete on integrations for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('integration', 'name platform is_active disabled_reason sync_from deleted_at',
    'api_key_mask watermark_at watermark_call_id last_sync_at auth_failures');
drop trigger audit on integration_syncs;
create trigger audit after insert on integration_syncs for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('integration_sync', 'integration_id', 'status error claims finished_at is_automatic');
