-- Invitations of users, and codes with which a user sets a new password. The codes are secrets, so the tables contain
-- only their hashes. All times are real time, because people use the codes.
create table user_invitations (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  email text not null,
  role text not null check (role in ('admin', 'supervisor', 'agent')),
  code_hash bytea not null unique,
  created_by bigint not null references users (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
-- A new invitation of the same person replaces the earlier one, whose code is then invalid.
create unique index user_invitations_of_email on user_invitations (tenant_id, lower(email));
create index user_invitations_age on user_invitations (expires_at);

-- A user has at most one code. A new code replaces the earlier one.
create table password_resets (
  user_id bigint not null primary key references users (id),
  tenant_id bigint not null references tenants (id),
  code_hash bytea not null unique,
  created_by bigint not null references users (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index password_resets_age on password_resets (expires_at);

-- Invitations and codes are events of the audit log. A code is not shown.
create trigger audit after insert or update or delete on user_invitations for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('user_invitation', 'email role expires_at', '');
create trigger audit after insert or update or delete on password_resets for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('password_reset', 'user_id expires_at', '');
