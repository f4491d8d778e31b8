-- Stored replies to requests with an Idempotency-Key. If a client lost the reply, the client can repeat the request,
-- and the request is executed only once. All times are real time, because clients wait in real time.
create table idempotency_keys (
  tenant_id bigint not null references tenants,
  key text not null check (key <> '' and length(key) <= 255),
  method text not null,
  path text not null,
  -- A hash of the user and the request. If a client uses the same key for another request, the client has made a
  -- mistake.
  request_hash bytea not null,
  -- The time until which the key is locked. The lock is set while the first request runs, and the process of the
  -- request extends the lock.
  locked_until timestamptz default now(),
  status smallint,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key),
  check ((status is null) = (body is null) and (status is null) = (locked_until is not null))
);
create index idempotency_keys_age on idempotency_keys (created_at);
