-- Tokens of the API are login sessions too, so that a user can list and end each of them. The claim `jti` of a token is
-- the session id, and `id_hash` is the hash of that id. A token without a row in this table is invalid: users with a
-- token from before this migration log in again.
alter table sessions
  add column id bigint generated always as identity unique,
  add column uuid uuid not null unique default gen_random_uuid(),
  add column kind text not null default 'cookie' check (kind in ('cookie', 'token')),
  -- The address and the program of the client at the login. The user recognizes a session by them.
  add column client_address text,
  add column user_agent text;
alter table sessions alter column kind drop default;
create index sessions_of_user on sessions (tenant_id, user_id, created_at desc);

-- Every name with which a user can log in: the e-mail address and the user name, in lower case. A login names no
-- tenant, so a login name belongs to one user of the whole deployment. One table holds both kinds of names, because the
-- user name of one user must not be the e-mail address of another user.
create table login_names (
  name text not null primary key,
  tenant_id bigint not null references tenants (id),
  user_id bigint not null references users (id)
);
create index login_names_of_user on login_names (user_id);

-- If a user name is the e-mail address of another user, the owner of the e-mail address keeps the login name. The other
-- user logs in with their own e-mail address.
update users u set username = u.email
where lower(u.username) <> lower(u.email)
  and exists (select from users other where lower(other.email) = lower(u.username) and other.id <> u.id);
insert into login_names (name, tenant_id, user_id)
select lower(email), tenant_id, id from users
union
select lower(username), tenant_id, id from users;

-- A user name with "@" looks like an e-mail address that the user may not own. Earlier user names with "@" stay, because
-- the trigger checks a user name only when it is written.
create function set_login_names() returns trigger language plpgsql as $$
begin
  if new.username like '%@%' and lower(new.username) <> lower(new.email) then
    raise exception 'a user name with @ must be the e-mail address of the user'
      using errcode = 'check_violation', constraint = 'users_username_is_no_address', table = 'users';
  end if;
  delete from login_names where user_id = new.id and name not in (lower(new.email), lower(new.username));
  insert into login_names (name, tenant_id, user_id)
  select wanted.name, new.tenant_id, new.id from unnest(array[lower(new.email), lower(new.username)]) as wanted (name)
  where not exists (select from login_names own where own.name = wanted.name and own.user_id = new.id)
  group by wanted.name
  -- One order of inserts for all transactions, so that two registrations with swapped names cannot deadlock.
  order by wanted.name;
  return null;
end
$$;
create trigger set_login_names_of_new_user after insert on users for each row execute function set_login_names();
create trigger set_login_names_of_changed_user after update of email, username on users for each row
  when (old.email <> new.email or old.username <> new.username) execute function set_login_names();

-- The table `login_names` replaces these two indexes.
drop index users_email;
drop index users_username;
