-- API keys of programs. A key belongs to the tenant: it stays valid if the user who created it leaves. Only the SHA-256
-- hash of a key is stored. All times are real time, as for login sessions.
create table api_keys (
  id bigint primary key generated always as identity,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint not null references users (id),
  name text not null check (name <> '' and length(name) <= 200),
  permissions text[] not null check (cardinality(permissions) > 0),
  -- The part of the key that may be shown. It finds the row, and users recognize the key by it.
  public_id text not null unique check (public_id ~ '^[0-9a-f]{16}$'),
  secret_hash bytea not null check (length(secret_hash) = 32),
  -- After a rotation, the previous secret is valid until this time.
  previous_secret_hash bytea check (length(previous_secret_hash) = 32),
  previous_valid_until timestamptz,
  expires_at timestamptz,
  last_used_at timestamptz,
  rotated_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((previous_secret_hash is null) = (previous_valid_until is null))
);
create index api_keys_of_tenant on api_keys (tenant_id, id) where revoked_at is null;
