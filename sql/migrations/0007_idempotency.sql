-- Replies to requests with an Idempotency-Key. A client that lost the reply can repeat the request without doing it twice.
-- All times are real time, because clients wait in real time.
create table idempotency_keys (
  tenant_id bigint not null references tenants,
  key text not null check (key <> '' and length(key) <= 255),
  method text not null,
  path text not null,
  -- A hash of user and request. The same key with another request is a mistake of the client.
  request_hash bytea not null,
  -- Set while the first request runs, and extended as long as its process lives.
  locked_until timestamptz default now(),
  status smallint,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key),
  check ((status is null) = (body is null) and (status is null) = (locked_until is not null))
);
create index idempotency_keys_age on idempotency_keys (created_at);
