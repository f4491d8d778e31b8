-- Circuit breakers of the carrier account. While one is open, calls of its scope are not placed. All workers share them.
-- The subject is a caller ID, an ISO country or the id of a campaign, and empty for the whole account.
create table carrier_breakers (
  scope text not null check (scope in ('account', 'caller_id', 'country', 'campaign')),
  subject text not null check ((scope = 'account') = (subject = '')),
  code integer,
  refusals integer not null default 0 check (refusals >= 0),
  opened_at timestamptz,
  next_probe_at timestamptz,
  updated_at timestamptz not null default clock_now(),
  primary key (scope, subject),
  check ((opened_at is null) = (next_probe_at is null))
);

-- What the claim of a call changed in its lead. If the carrier did not take the call, the lead gets these values back.
alter table calls
  add column lead_call_back boolean,
  add column lead_next_call_at timestamptz,
  add column lead_last_call_at timestamptz;
