-- The standing of a tenant decides whether the tenant may use the carrier account, which all tenants share:
--
-- - pending: may configure everything, but may not call, receive calls or buy numbers.
-- - active: may use the carrier account, up to the tenant's limits.
-- - suspended: like pending; the operator has set this status, with a reason.
alter table tenants
  add column status text not null default 'active' check (status in ('pending', 'active', 'suspended')),
  -- The reason that the operator gave for the status.
  add column status_reason text;

-- An invitation lets one person found a tenant. The operator makes invitations. Times are real time.
create table invitations (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  -- The SHA-256 hash of the code. The code has 192 random bits, so the hash needs no salt.
  code_hash bytea not null unique,
  -- If set, only a registration with this e-mail address may use the invitation.
  email text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- The tenant that was founded with the invitation.
  tenant_id bigint references tenants,
  check ((used_at is null) = (tenant_id is null))
);
