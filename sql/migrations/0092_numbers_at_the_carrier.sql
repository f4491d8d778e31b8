-- When the carrier last confirmed the settings of a number, and why it does not have them. A sync of an older version
-- of this product says nothing about methods, applications and trunks, so all assigned numbers are synced again.
alter table phone_numbers add column synced_at timestamptz, add column sync_problem text;
update phone_numbers n set sync_due = 'configure', settings_version = settings_version + 1, updated_at = clock_now()
where deleted_at is null and phone_number_sid is not null and sync_due is null
  and (assigned_at is not null or exists (
    select from campaigns k where k.tenant_id = n.tenant_id and k.phone_number = n.phone_number
      and k.deleted_at is null and k.status not in ('completed', 'cancelled')));

-- The audit log does not record these columns, because they are no changes by a person.
do $$
declare definition text;
begin
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = 'phone_numbers'::regclass;
  drop trigger audit on phone_numbers;
  execute replace(definition, 'settings_version''', 'settings_version synced_at sync_problem''');
end $$;
