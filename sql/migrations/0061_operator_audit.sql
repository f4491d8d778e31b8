-- The operator's changes of tenants and invitations are events of the audit log.

-- An unused invitation belongs to no tenant, so its events belong to no tenant, and no tenant sees the events.
alter table audit_events alter column tenant_id drop not null;
alter table audit_events add constraint audit_events_of_tenant
  check (tenant_id is not null or actor_kind = 'operator');

-- The first argument is the entity. The second argument lists the columns whose values are shown. The third argument
-- lists the columns that are not of interest. A change of any other column is recorded without its values, so a new
-- column with a secret cannot leak.
create or replace function audit_row() returns trigger language plpgsql as $$
declare
  shown text[] := string_to_array(tg_argv[1], ' ');
  ignored text[] := string_to_array(tg_argv[2], ' ')
    || '{id,uuid,tenant_id,created_at,created_by,updated_at}'::text[];
  old_row jsonb := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;
  new_row jsonb := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;
  any_row jsonb := old_row || new_row;
  hidden jsonb := '"[hidden]"'::jsonb;
  found_changes jsonb;
begin
  select jsonb_object_agg(field, jsonb_build_object(
      'before', case when was = 'null' or field = any (shown) then was else hidden end,
      'after', case when became = 'null' or field = any (shown) then became else hidden end))
  into found_changes
  from (
    select field, coalesce(old_row -> field, 'null'::jsonb) as was, coalesce(new_row -> field, 'null'::jsonb) as became
    from jsonb_object_keys(any_row) field
    where field <> all (ignored)) fields
  where was <> became;
  if found_changes is null and tg_op = 'UPDATE' then return null; end if;
  perform add_audit_event(
    -- A tenant belongs to itself.
    coalesce(any_row ->> 'tenant_id', case when tg_table_name = 'tenants' then any_row ->> 'id' end)::bigint,
    case
      when tg_op = 'INSERT' then 'created'
      when tg_op = 'DELETE' then 'deleted'
      -- A row that is deleted for users stays in its table, with the time of the deletion.
      when found_changes -> 'deleted_at' ->> 'after' is not null or found_changes -> 'removed_at' ->> 'after' is not null
        then 'deleted'
      else 'updated' end,
    tg_argv[0], (any_row ->> 'id')::bigint, (any_row ->> 'uuid')::uuid, coalesce(found_changes, '{}'::jsonb));
  return null;
end $$;

-- A registration inserts the tenant, and the new user is the event.
create trigger audit after update on tenants for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('tenant', 'name status status_reason limits', '');
-- The registration that uses an invitation is recorded in the invitation.
create trigger audit after insert or delete on invitations for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('invitation', 'email expires_at', '');
