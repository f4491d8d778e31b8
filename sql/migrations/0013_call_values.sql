-- What a call was worth: settled once, when it is over.

alter table buyers
  -- What a buyer who does not bid pays for a call that lasts long enough.
  add column price_micros bigint not null default 0 check (price_micros >= 0),
  add column billable_seconds integer not null default 0 check (billable_seconds >= 0);

alter table calls
  -- Our number that was dialled, of which the call's to_number may be a later owner's.
  add column phone_number_id bigint references phone_numbers (id),
  -- Null until it is settled.
  add column converted boolean,
  add column revenue_micros bigint check (revenue_micros >= 0);
