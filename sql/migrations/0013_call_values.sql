-- The value of a call: written once, after its end.

alter table buyers
  -- What the buyer pays for a call that lasts at least billable_seconds and was not won in an auction.
  add column price_micros bigint not null default 0 check (price_micros >= 0),
  add column billable_seconds integer not null default 0 check (billable_seconds >= 0);

alter table calls
  -- Our number that the caller dialled. A later owner may have the same number as text, so to_number is not enough.
  add column phone_number_id bigint references phone_numbers (id),
  -- Null until the call has a value.
  add column converted boolean,
  add column revenue_micros bigint check (revenue_micros >= 0);
