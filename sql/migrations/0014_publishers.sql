-- Publishers send calls to campaigns. A payout is the amount that a publisher earned with a call.

create table publishers (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  name text not null check (name <> ''),
  company_name text,
  contact_email text,
  contact_phone text,
  payout_type text not null check (payout_type in ('per_call', 'per_minute', 'cpa', 'cpl')),
  default_payout_micros bigint not null check (default_payout_micros >= 0),
  -- The minimum seconds of conversation for a payout per call or per minute. A shorter conversation earns nothing.
  min_seconds integer not null default 0 check (min_seconds >= 0),
  is_active boolean not null,
  deleted_at timestamptz,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now()
);
create index publishers_tenant on publishers (tenant_id, id) where deleted_at is null;

create table campaign_publishers (
  tenant_id bigint not null references tenants (id),
  campaign_id bigint not null references campaigns (id),
  publisher_id bigint not null references publishers (id),
  -- If null, the publisher's default applies.
  custom_payout_micros bigint check (custom_payout_micros >= 0),
  min_seconds integer check (min_seconds >= 0),
  created_at timestamptz not null default clock_now(),
  primary key (campaign_id, publisher_id)
);
create index campaign_publishers_by_publisher on campaign_publishers (publisher_id);

-- The publisher of the number. A call to the number counts as sent by this publisher, whatever campaign takes the call.
alter table phone_numbers add column publisher_id bigint references publishers (id);
create index phone_numbers_publisher on phone_numbers (publisher_id) where publisher_id is not null;

alter table calls add column publisher_id bigint references publishers (id);

-- The ledger of payouts. A row never changes. The first row of a call is the credit, on the terms at that moment. If
-- the credit is 0, the first row exists too, because the row contains the reason. Later rows of the call are
-- corrections. The sum of all rows is the amount that the tenant owes.
create table payouts (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  publisher_id bigint not null references publishers (id),
  campaign_id bigint references campaigns (id),
  call_id bigint not null references calls (id),
  entry text not null check (entry in ('credit', 'correction')),
  amount_micros bigint not null,
  reason text not null check (reason in ('earned', 'not_connected', 'too_short', 'not_converted')),
  payout_type text not null check (payout_type in ('per_call', 'per_minute', 'cpa', 'cpl')),
  payout_micros bigint not null check (payout_micros >= 0),
  min_seconds integer not null check (min_seconds >= 0),
  talk_seconds integer not null check (talk_seconds >= 0),
  created_at timestamptz not null default clock_now(),
  check (entry = 'correction' or amount_micros >= 0),
  check (entry = 'credit' or amount_micros <> 0)
);
create unique index payouts_one_credit on payouts (call_id) where entry = 'credit';
create index payouts_by_call on payouts (call_id, id);
create index payouts_listed on payouts (tenant_id, publisher_id, id desc);
create index payouts_by_campaign on payouts (publisher_id, campaign_id);

create function keep_payout() returns trigger language plpgsql as $$
begin
  raise exception 'payout % is on the ledger for good; add a correction', old.id
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger keep_payout before update or delete on payouts for each row execute function keep_payout();
