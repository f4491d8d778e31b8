-- If the product's types limit the values of a column, the column gets the same limits here. The check of SQL
-- statements compares the types with the columns.

-- Every import error names the field and the value with the error.
alter table lead_import_errors
  alter column field set not null,
  alter column value set not null;

alter table phone_numbers add constraint phone_numbers_capabilities_check
  check (capabilities <@ array['voice', 'sms', 'mms', 'fax']);

-- These are the reasons in shared/rules/rtb/bid-reasons.ts.
alter table bid_responses add constraint bid_responses_reason_check check (reason in (
  'won',
  'error_status',
  'timeout',
  'invalid_response',
  'unreachable',
  'blocked',
  'throttled',
  'below_floor',
  'no_bid',
  'not_accepted',
  'invalid_amount',
  'wrong_currency',
  'over_ceiling',
  'invalid_destination',
  'charged_destination',
  'own_destination',
  'too_large',
  'redirected',
  'late',
  'expired',
  'outbid',
  'capped',
  'closed',
  'misconfigured'));
