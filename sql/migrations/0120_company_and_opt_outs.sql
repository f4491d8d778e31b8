-- Who calls: the name and the number that the message to an abandoned person states (47 CFR 64.1200(a)(7)(i)(A)).
-- Without them the message states the name of the account and the caller ID of the call.
alter table tenants
  add company_name text check (company_name <> ''),
  add callback_number text check (callback_number ~ '^\+[1-9]\d{6,14}$');

drop trigger audit on tenants;
create trigger audit after update on tenants for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('tenant', 'name status status_reason limits timezone currency company_name callback_number', '');

-- A do-not-call list is append-only: a number gets on the list by a new row, and its removal is written once into that
-- row, with the time and the user. So the list proves for every moment whether a number was on it, and why not.
create function keep_dnc_number() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if to_jsonb(old) - '{removed_at,removed_by,removal_reason}'::text[]
        = to_jsonb(new) - '{removed_at,removed_by,removal_reason}'::text[]
      and (old.removed_at is null
        or (old.removed_at, old.removed_by, old.removal_reason)
          is not distinct from (new.removed_at, new.removed_by, new.removal_reason))
    then return new; end if;
  end if;
  raise exception 'do-not-call rows stay unchanged; remove a number with removed_at, or add another row'
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger keep before update or delete on dnc_numbers for each row execute function keep_dnc_number();
create trigger keep_all before truncate on dnc_numbers for each statement execute function keep_dnc_number();
