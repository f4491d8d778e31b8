-- Changes of API keys are events of the audit log. A new secret is recorded, but its hash is not shown.
create trigger audit after insert or update or delete on api_keys for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('api_key', 'name permissions expires_at revoked_at',
    'public_id previous_secret_hash previous_valid_until last_used_at rotated_at');
