-- Two-step accept: before the winner is dialed, a target with a post address must confirm its bid.

-- Adds columns to the list of columns that the audit trigger of a table records.
create or replace function pg_temp.audit_columns(in_table text, in_columns text) returns void language plpgsql as $$
declare
  definition text;
begin
  select pg_get_triggerdef(oid) into strict definition from pg_trigger
    where tgname = 'audit' and tgrelid = in_table::regclass;
  execute format('drop trigger audit on %I', in_table);
  execute regexp_replace(definition, '(audit_row\(''\w+'', ''[^'']*)', '\1 ' || in_columns);
end $$;

-- Without post_url, a bid needs no confirmation. Only a value at acceptance_path confirms.
alter table rtb_targets
  add column post_url text,
  add column post_method text not null default 'POST' check (post_method in ('GET', 'POST', 'PUT', 'PATCH')),
  add column post_body text,
  add column post_timeout_ms integer not null default 1000 check (post_timeout_ms between 50 and 3000),
  add constraint rtb_targets_post_confirms check (post_url is null or acceptance_path is not null);
select pg_temp.audit_columns('rtb_targets', 'post_url post_method post_body post_timeout_ms');

-- An award that needs a confirmation is neither dialed nor paid without it.
alter table rtb_awards
  add column needs_confirmation boolean not null default false,
  add column confirmation_sent_at timestamptz,
  add column confirmed_at timestamptz,
  add constraint rtb_awards_sent_before_confirmed check (confirmed_at is null or confirmation_sent_at is not null),
  add constraint rtb_awards_dialed_if_confirmed check (
    not needs_confirmation or confirmed_at is not null or (route_attempt is null and status <> 'completed'));

-- The result of the confirmation: `confirmed`, or the reason why the bid was given up.
alter table bid_responses
  add column confirmation text,
  add column confirmation_ms double precision check (confirmation_ms >= 0),
  add constraint bid_responses_confirmation_check check ((confirmation is null) = (confirmation_ms is null)),
  add constraint bid_responses_confirmation_values check (confirmation in ('confirmed',
  'won', 'error_status', 'timeout', 'invalid_response', 'unreachable', 'blocked', 'throttled', 'below_floor',
  'no_bid', 'not_accepted', 'invalid_amount', 'wrong_currency', 'over_ceiling', 'invalid_destination',
  'charged_destination', 'own_destination', 'too_large', 'redirected', 'late', 'expired', 'outbid', 'capped',
  'closed', 'country_not_allowed', 'duplicate_caller', 'no_exchange_rate', 'misconfigured', 'bid_lowered'));

alter table bid_responses drop constraint bid_responses_reason_check;
alter table bid_responses add constraint bid_responses_reason_check check (reason in (
  'won', 'error_status', 'timeout', 'invalid_response', 'unreachable', 'blocked', 'throttled', 'below_floor',
  'no_bid', 'not_accepted', 'invalid_amount', 'wrong_currency', 'over_ceiling', 'invalid_destination',
  'charged_destination', 'own_destination', 'too_large', 'redirected', 'late', 'expired', 'outbid', 'capped',
  'closed', 'country_not_allowed', 'duplicate_caller', 'no_exchange_rate', 'misconfigured', 'bid_lowered'));
