create table tenants (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  -- The name of the seller. The message to an abandoned person contains this name.
  name text not null check (name <> ''),
  created_at timestamptz not null default clock_now()
);

create table users (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  email text not null,
  username text not null,
  password_hash text not null,
  first_name text not null default '',
  last_name text not null default '',
  phone text,
  role text not null check (role in ('admin', 'supervisor', 'agent')),
  -- True for the founder of the tenant. The founder passes every permission check, whatever role the registration asked
  -- for.
  is_owner boolean not null default false,
  is_active boolean not null default true,
  -- Every token contains the `token_version` of the user. A higher value revokes all tokens of the user at once.
  token_version integer not null default 1,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create unique index users_email on users (lower(email));
create unique index users_username on users (lower(username));
create index users_tenant on users (tenant_id, id);
