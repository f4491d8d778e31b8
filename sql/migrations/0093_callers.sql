-- The rules of a campaign for its callers: duplicates, hidden numbers, lists, and calls per hour.
alter table campaigns
  add column duplicate_window_seconds integer not null default 86400
    check (duplicate_window_seconds between 0 and 7776000),
  add column duplicate_action text not null default 'normal'
    check (duplicate_action in ('normal', 'same_buyer', 'other_buyer', 'block')),
  add column duplicate_billable boolean not null default true,
  add column duplicate_payable boolean not null default true,
  add column hidden_callers text not null default 'accept' check (hidden_callers in ('accept', 'block')),
  add column caller_calls_per_hour_max integer not null default 0 check (caller_calls_per_hour_max >= 0),
  add column blocked_callers text[] not null default '{}' check (cardinality(blocked_callers) <= 1000),
  add column allowed_callers text[] not null default '{}' check (cardinality(allowed_callers) <= 1000);
do $$
declare definition text;
begin
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = 'campaigns'::regclass;
  drop trigger audit on campaigns;
  -- The lists contain numbers of people, so the audit log says only that a list changed.
  execute regexp_replace(definition, '(audit_row\(''\w+'', ''[^'']*)',
    '\1 duplicate_window_seconds duplicate_action duplicate_billable duplicate_payable hidden_callers caller_calls_per_hour_max');
end $$;

alter table calls
  -- The earlier call of the same caller, if the call is a duplicate.
  add column duplicate_of bigint references calls (id),
  -- The terms of the campaign for duplicates at the beginning of the call.
  add column is_billable boolean not null default true,
  add column is_payable boolean not null default true;
create index calls_by_campaign_caller on calls (campaign_id, from_number, id) where direction = 'inbound';
create index calls_by_duplicate_of on calls (duplicate_of) where duplicate_of is not null;

alter table payouts drop constraint payouts_reason_check, add constraint payouts_reason_check check (reason in
  ('earned', 'not_connected', 'too_short', 'not_converted', 'unpaid', 'duplicate', 'adjusted', 'disputed'));

alter table bid_responses drop constraint bid_responses_reason_check;
alter table bid_responses add constraint bid_responses_reason_check check (reason in (
  'won', 'error_status', 'timeout', 'invalid_response', 'unreachable', 'blocked', 'throttled', 'below_floor', 'no_bid',
  'not_accepted', 'invalid_amount', 'wrong_currency', 'over_ceiling', 'invalid_destination', 'charged_destination',
  'own_destination', 'too_large', 'redirected', 'late', 'expired', 'outbid', 'capped', 'closed', 'country_not_allowed',
  'duplicate_caller', 'misconfigured'));
