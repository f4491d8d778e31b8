-- Purchases of phone numbers. Each purchase is sent at most once, because the carrier has no idempotency key and a
-- request with a lost answer may have cost money.

create table number_purchases (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  tenant_id bigint not null references tenants (id),
  created_by bigint references users (id),
  phone_number text not null,
  friendly_name text,
  -- The webhook URL for calls to the number. Null for the URL of this deployment.
  voice_url text,
  status_callback text,
  -- - reserved: the number is to be bought.
  -- - buying: a worker has claimed the purchase.
  -- - unknown: the carrier's answer was lost.
  -- - lost: the carrier says that the number was not bought. Before another purchase of the number, the carrier is
  --   asked again.
  status text not null default 'reserved'
    check (status in ('reserved', 'buying', 'unknown', 'bought', 'failed', 'lost')),
  open boolean not null generated always as (status in ('reserved', 'buying', 'unknown')) stored,
  licensed_at timestamptz,
  phone_number_id bigint references phone_numbers (id),
  -- The reason why no number was bought, as text for the user.
  reason text,
  created_at timestamptz not null default clock_now(),
  updated_at timestamptz not null default clock_now(),
  check ((status = 'bought') = (phone_number_id is not null)),
  check (status in ('reserved', 'failed') or licensed_at is not null)
);
create unique index number_purchases_one_open on number_purchases (phone_number) where open;
create index number_purchases_open on number_purchases (updated_at) where open;
create index number_purchases_lost on number_purchases (phone_number) where status = 'lost';
create index number_purchases_tenant on number_purchases (tenant_id, id);

create index calls_by_phone_number on calls (phone_number_id, created_at) where phone_number_id is not null;
