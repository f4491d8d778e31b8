-- What was answered to requests with an Idempotency-Key, so that a client that lost the answer can ask again without doing it
-- again. Real time throughout: clients wait and give up on theirs.
create table idempotency_keys (
  tenant_id bigint not null references tenants,
  key text not null check (key <> '' and length(key) <= 255),
  method text not null,
  path text not null,
  -- Of who asked for what: the same key with anything else is a mistake of the client.
  request_hash bytea not null,
  -- Set while the first request runs, and prolonged as long as its process lives.
  locked_until timestamptz default now(),
  status smallint,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key),
  check ((status is null) = (body is null) and (status is null) = (locked_until is not null))
);
create index idempotency_keys_age on idempotency_keys (created_at);
