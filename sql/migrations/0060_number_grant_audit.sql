-- Grants of phone numbers and their revocations are events of the audit log.
create trigger audit after insert or update or delete on number_grants for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('number_grant', 'phone_number phone_number_sid source revoked_at', '');
