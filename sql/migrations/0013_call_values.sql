-- The value of a call is written once, after the end of the call.

alter table buyers
  -- The price that the buyer pays for a call, if the call lasts at least billable_seconds and was not won in an
  -- auction.
  add column price_micros bigint not null default 0 check (price_micros >= 0),
  add column billable_seconds integer not null default 0 check (billable_seconds >= 0);

alter table calls
  -- The registered number that the caller dialled. The text in to_number is not enough, because the same number may
  -- belong to another owner later.
  add column phone_number_id bigint references phone_numbers (id),
  -- Null until the call has a value.
  add column converted boolean,
  add column revenue_micros bigint check (revenue_micros >= 0);
