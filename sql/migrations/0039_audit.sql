-- The audit log: who changed what. `shared/transaction.ts` names the person of a transaction in the setting
-- `callcenter.audit`. The triggers below then write an event in the same transaction. Work of the machine, such as
-- calls, sets no person, so its writes cost only the check of the setting.

create table audit_events (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants,
  actor_kind text not null check (actor_kind in ('user', 'api_key', 'operator', 'anonymous')),
  actor_id bigint,
  -- The name at the time of the event, because a user may be renamed or deleted later.
  actor_name text not null,
  verb text not null check (verb in ('created', 'updated', 'deleted')),
  entity text not null,
  entity_id bigint,
  entity_uuid uuid,
  -- {"<field>": {"before": …, "after": …}}. Secrets and personal data of leads are shown as "[hidden]".
  changes jsonb not null,
  request_id text,
  address text,
  created_at timestamptz not null default clock_now()
);

create index audit_events_tenant on audit_events (tenant_id, id);
create index audit_events_entity on audit_events (tenant_id, entity, entity_id, id);
create index audit_events_actor on audit_events (tenant_id, actor_kind, actor_id, id);
create index audit_events_age on audit_events (created_at);

-- Writes an event for the person of the transaction. Without a person, there is no event.
create function add_audit_event(in_tenant bigint, in_verb text, in_entity text, in_id bigint, in_uuid uuid, in_changes jsonb)
returns void language plpgsql as $$
declare
  setting text := current_setting('callcenter.audit', true);
  person jsonb;
begin
  if coalesce(setting, '') = '' then return; end if;
  person := setting::jsonb;
  insert into audit_events (tenant_id, actor_kind, actor_id, actor_name, verb, entity, entity_id, entity_uuid, changes,
    request_id, address)
  values (in_tenant, person ->> 'kind', (person ->> 'id')::bigint, person ->> 'name', in_verb, in_entity, in_id, in_uuid,
    in_changes, person ->> 'requestId', person ->> 'address');
end $$;

-- The first argument is the entity. The second argument lists the columns whose values are shown. The third argument
-- lists the columns that are not of interest. A change of any other column is recorded without its values, so a new
-- column with a secret cannot leak.
create function audit_row() returns trigger language plpgsql as $$
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
    (any_row ->> 'tenant_id')::bigint,
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

create trigger audit after insert or update or delete on users for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('user', 'email username first_name last_name phone role is_owner is_active token_version', '');
create trigger audit after insert or update or delete on agents for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('agent',
    'user_id agent_group_id name phone email max_concurrent_calls skills priority working_hours is_active',
    'status status_reason current_calls wrap_up_until idle_since total_calls_handled total_call_duration_seconds last_active_at');
create trigger audit after insert or update or delete on agent_groups for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('agent_group', 'name', '');
create trigger audit after insert or update or delete on buyers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('buyer',
    'name company_name email phone_number priority max_concurrent_calls daily_call_limit is_active price_micros billable_seconds deleted_at',
    'current_calls calls_today calls_day counted_at');
create trigger audit after insert or update or delete on campaign_buyers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('campaign_buyer', 'campaign_id buyer_id priority', 'last_turn');
create trigger audit after insert or update or delete on publishers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('publisher',
    'name company_name contact_email contact_phone payout_type default_payout_micros min_seconds is_active deleted_at', '');
create trigger audit after insert or update or delete on campaign_publishers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('campaign_publisher', 'campaign_id publisher_id custom_payout_micros min_seconds', '');
create trigger audit after insert or update or delete on campaigns for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('campaign',
    'name description status caller_id schedule_start schedule_end timezone calling_hours_start calling_hours_end agent_group_id retry_policy amd_enabled amd_mode agent_legs voicemail_message_url record_calls wrap_up_seconds ring_seconds_max dial_mode abandon_target_rate abandon_hard_rate abandon_window abandon_answers_min required_skills phone_number routing_type pool_id rtb_router_id enable_rtb rtb_id deleted_at',
    'pacer_state pacing_report total_leads calls_made calls_completed routing_turn list_exhausted');
create trigger audit after insert on lead_imports for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('import', 'kind file_name campaign_id',
    'status error byte_count bytes_done last_row inserted invalid duplicates dnc field_mapping default_country finished_at');
-- Only changes of leads are events: a file adds up to a million leads, and the import is the event.
create trigger audit after update on leads for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('lead', 'country type priority call_back do_not_call next_call_at',
    'status status_reason call_attempts last_call_at priority_rank import_id');
create trigger audit after insert or update or delete on phone_numbers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('phone_number',
    'phone_number phone_number_sid friendly_name capabilities is_suspended campaign_id pool_id publisher_id deleted_at',
    'assigned_at sync_due settings_version');
create trigger audit after insert or update or delete on number_purchases for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('number_purchase', 'phone_number friendly_name voice_url status_callback status reason',
    'open claimed_at phone_number_id');
create trigger audit after insert or update or delete on number_pools for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('number_pool', 'name description webhook_url is_active deleted_at', '');
create trigger audit after insert or update or delete on rtb_targets for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('rtb_target',
    'name company_name contact_person contact_email contact_phone endpoint_url http_method content_type authentication auth_type timeout_ms connection_timeout_ms bid_amount_path destination_number_path acceptance_path currency_path duration_path min_bid_micros max_bid_micros currency timezone hours_of_operation is_active max_concurrent_calls hourly_cap daily_cap monthly_cap deleted_at',
    'conversion_rate auth_token_mask');
create trigger audit after insert or update or delete on rtb_routers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('rtb_router',
    'name description bidding_timeout_ms min_bidders_required enable_predictive_routing revenue_type conversion_tracking is_active deleted_at',
    '');
create trigger audit after insert or update or delete on rtb_router_targets for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('rtb_router_target', 'router_id target_id priority weight', '');
create trigger audit after insert or update or delete on tracking_tags for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('tracking_tag',
    'campaign_id publisher_id name tag_code is_active allowed_domains swap_number idle_minutes cool_down_minutes deleted_at', '');
create trigger audit after insert or update or delete on integrations for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('integration', 'name platform is_active disabled_reason deleted_at',
    'api_key_mask watermark_at watermark_call_id last_sync_at auth_failures');
create trigger audit after insert on integration_syncs for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('integration_sync', 'integration_id', 'status error claims finished_at');
create trigger audit after insert or update or delete on dnc_numbers for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('dnc_number', 'source removed_at removed_by', '');

create function keep_audit_event() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('callcenter.audit_retention', true) = 'on' then return old; end if;
  raise exception 'audit events stay unchanged; delete_old_audit_events deletes the events after their retention time'
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger keep before update or delete on audit_events for each row execute function keep_audit_event();
create trigger keep_all before truncate on audit_events for each statement execute function keep_audit_event();

-- The only way to delete audit events. An event of the last 90 days cannot be deleted.
create function delete_old_audit_events(in_days integer, in_rows integer) returns integer language plpgsql as $$
declare deleted integer;
begin
  if in_days < 90 then
    raise exception 'audit events are kept for at least 90 days, not %', in_days using errcode = 'check_violation';
  end if;
  perform set_config('callcenter.audit_retention', 'on', true);
  delete from audit_events where id in (
    select id from audit_events where created_at < clock_now() - make_interval(days => in_days)
    order by created_at limit in_rows);
  get diagnostics deleted = row_count;
  perform set_config('callcenter.audit_retention', '', true);
  return deleted;
end $$;
