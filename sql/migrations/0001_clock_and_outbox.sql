-- The product's clock: one row, shared by every process and by SQL. `clock_now()` is the only "now" of the product; it
-- equals now() while speed is 1, and runs faster in demos and tests. Sessions and rate limits stay on real time.
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

-- A transaction inserts the jobs that must follow its writes. They are published to the queue after the commit and then
-- deleted. The sweeper publishes what a crash left behind.
create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  payload jsonb not null,
  options jsonb not null default '{}',
  created_at timestamptz not null default now()
);
