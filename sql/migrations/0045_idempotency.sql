-- The reply to a request with an idempotency key may contain a secret, such as the webhook secret of a new pool. So
-- `body` is encrypted like other stored secrets (shared/secrets.ts). The replies of before are not encrypted: they are
-- deleted. No process waits for them, because their requests have ended.
delete from idempotency_keys where status is not null;
alter table idempotency_keys add constraint idempotency_keys_sealed_body check (body like 'v1:%');

-- The hash of the form of an upload. The form is read as a stream, so its hash is known only after the key was claimed.
alter table idempotency_keys add column form_hash bytea;
