-- The second factor of a user: a secret that the user's authenticator app also has (TOTP, RFC 6238). All times are real
-- time, because the app on the user's phone computes its codes from real time.
create table second_factors (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  tenant_id bigint not null references tenants (id),
  user_id bigint not null unique references users (id),
  -- Encrypted (shared/secrets.ts).
  secret text not null,
  -- The user has proved with a code that the app has the secret. Before that, the second factor has no effect.
  confirmed_at timestamptz,
  -- The time step of the newest accepted code, counted in periods of 30 seconds since 1970. A code of this step or of an
  -- earlier step is refused, so every code works once.
  last_step bigint,
  -- SHA-256 hashes of the unused recovery codes. A used code is removed.
  recovery_code_hashes text[] not null default '{}',
  created_at timestamptz not null default now(),
  check ((confirmed_at is null) = (last_step is null)),
  check (confirmed_at is not null or recovery_code_hashes = '{}')
);
create index second_factors_of_tenant on second_factors (tenant_id);

-- A login changes only the last step, which is no event. The use of a recovery code is an event.
create trigger audit after insert or update or delete on second_factors for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('second_factor', 'user_id confirmed_at', 'last_step');
