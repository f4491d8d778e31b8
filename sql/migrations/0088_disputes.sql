-- Disputes of buyers and bidders about calls. While a dispute is open, its amount is on the account `disputed` of the
-- ledger.
create table disputes (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  call_id bigint not null references calls (id),
  buyer_id bigint references buyers (id),
  target_id bigint references rtb_targets (id),
  status text not null default 'open' check (status in ('open', 'accepted', 'rejected', 'withdrawn')),
  reason text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_micros bigint not null check (amount_micros > 0),
  -- What the buyer or bidder got back. Only an accepted dispute has an amount.
  refunded_micros bigint check (refunded_micros between 1 and amount_micros),
  resolution text,
  -- Null if the buyer or bidder opened the dispute themselves.
  created_by bigint references users (id),
  resolved_by bigint references users (id),
  created_at timestamptz not null default clock_now(),
  resolved_at timestamptz,
  check (num_nonnulls(buyer_id, target_id) = 1),
  check ((status = 'open') = (resolved_at is null)),
  check ((status = 'accepted') = (refunded_micros is not null))
);
create unique index disputes_one_open on disputes (call_id) where status = 'open';
create index disputes_listed on disputes (tenant_id, id desc);
create index disputes_by_call on disputes (call_id, id);

create trigger audit after insert or update on disputes for each row
  when (current_setting('callcenter.audit', true) <> '')
  execute function audit_row('dispute', 'call_id buyer_id target_id status currency amount_micros refunded_micros', '');
