-- Product time of this moment. clock_now() is the product time at which the transaction began, so it is too early for a
-- row whose transaction has waited for a lock.
create function clock_moment() returns timestamptz
  language sql volatile parallel safe
  return (select anchor_product + (clock_timestamp() - anchor_real) * speed from clock);

-- A number is on the list from the moment of its row. Its transaction may have waited for a call that was claimed
-- meanwhile, and that call is lawful.
alter table dnc_numbers alter column created_at set default clock_moment();
