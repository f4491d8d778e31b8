-- Adds columns to the list of columns that the audit trigger of a table records.
create function pg_temp.audit_columns(in_table text, in_columns text) returns void language plpgsql as $$
declare
  definition text;
begin
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = in_table::regclass;
  execute format('drop trigger audit on %I', in_table);
  execute regexp_replace(definition, '(audit_row\(''\w+'', ''[^'']*)', '\1 ' || in_columns);
end $$;

-- The words that accept a call, the HTTP statuses that mean "no bid", and the place of a bid's expiry.
alter table rtb_targets
  add column acceptance_values text[] not null
    default '{true,1,yes,y,ok,accept,accepted,success,reserved,match,matched}'
    check (cardinality(acceptance_values) between 1 and 50),
  add column no_bid_statuses integer[] check (cardinality(no_bid_statuses) <= 50),
  add column expiry_path text;
select pg_temp.audit_columns('rtb_targets', 'acceptance_values no_bid_statuses expiry_path');

-- The countries whose numbers bids may name. Null means the countries of the caller and of the dialled number.
alter table rtb_routers add column destination_countries text[] check (cardinality(destination_countries) between 1 and 250);
select pg_temp.audit_columns('rtb_routers', 'destination_countries');

-- Bids that arrive after the decision of an auction are runners-up, too. Until this time they may still arrive.
alter table bid_requests add column late_bids_until timestamptz;

alter table bid_responses drop constraint bid_responses_reason_check;
alter table bid_responses add constraint bid_responses_reason_check check (reason in (
  'won', 'error_status', 'timeout', 'invalid_response', 'unreachable', 'blocked', 'throttled', 'below_floor', 'no_bid',
  'not_accepted', 'invalid_amount', 'wrong_currency', 'over_ceiling', 'invalid_destination', 'charged_destination',
  'own_destination', 'too_large', 'redirected', 'late', 'expired', 'outbid', 'capped', 'closed', 'country_not_allowed',
  'misconfigured'));
