-- The product's clock. All processes and all SQL statements share the one row of the table `clock`. `clock_now()` is
-- the only "now" of the product. While `speed` is 1, `clock_now()` equals now(). In demos and tests, the clock runs
-- faster. Login sessions and rate limits use real time.
create table clock (
  only_row boolean primary key default true check (only_row),
  anchor_real timestamptz not null,
  anchor_product timestamptz not null,
  speed double precision not null check (speed > 0)
);
insert into clock (anchor_real, anchor_product, speed) values (now(), now(), 1);

create function clock_now() returns timestamptz
  language sql stable parallel safe
  return (select anchor_product + (now() - anchor_real) * speed from clock);

-- A transaction that writes data also inserts the jobs that must run after the write. After the commit, the jobs are
-- published to the queue and then deleted from the outbox. The sweeper publishes the jobs that a crash left in the
-- outbox.
create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  payload jsonb not null,
  options jsonb not null default '{}',
  created_at timestamptz not null default now()
);
