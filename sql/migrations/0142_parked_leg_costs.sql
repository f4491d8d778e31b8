-- What the carrier charges for the agents' parked legs is in the ledger too. A parked leg serves many calls, so its
-- transaction belongs to the leg instead of a call.
alter table call_legs add column carrier_fees numeric(12, 5) not null default 0 check (carrier_fees >= 0);

alter table ledger_transactions
  alter column call_id drop not null,
  add column leg_id bigint references call_legs (id),
  add constraint ledger_transactions_of_call_or_leg
    check (num_nonnulls(call_id, leg_id) = 1 and (leg_id is null or kind = 'carrier_cost'));
create index ledger_transactions_by_leg on ledger_transactions (leg_id, id) where leg_id is not null;

-- The prices from before this migration. Their fees are not known.
insert into ledger_transactions (tenant_id, leg_id, kind, created_at)
  select tenant_id, id, 'carrier_cost', coalesce(end_time, updated_at) from call_legs where call_id is null and price > 0;
insert into ledger_entries (tenant_id, transaction_id, account, currency, amount_micros, created_at)
  select t.tenant_id, t.id, side.account, 'USD', side.amount_micros, t.created_at
  from ledger_transactions t join call_legs g on g.id = t.leg_id
  cross join lateral (values
    ('carrier_cost', (g.price * 1000000)::bigint), ('carrier', -(g.price * 1000000)::bigint)) as side (account, amount_micros);

-- Books the difference between what the carrier charges for a parked leg and what the ledger has for the leg. A leg
-- without the carrier's price costs an estimate, and an estimate is not booked.
create function post_parked_leg_cost() returns trigger language plpgsql as $$
declare
  difference bigint := ((coalesce(new.price, 0) + new.carrier_fees - coalesce(old.price, 0) - old.carrier_fees) * 1000000)::bigint;
  posted bigint;
begin
  if difference = 0 then return null; end if;
  insert into ledger_transactions (tenant_id, leg_id, kind)
    values (new.tenant_id, new.id, 'carrier_cost') returning id into posted;
  insert into ledger_entries (tenant_id, transaction_id, account, currency, amount_micros) values
    (new.tenant_id, posted, 'carrier_cost', 'USD', difference), (new.tenant_id, posted, 'carrier', 'USD', -difference);
  return null;
end $$;
create trigger post_cost after update of price, carrier_fees on call_legs
  for each row when (new.call_id is null and (old.price, old.carrier_fees) is distinct from (new.price, new.carrier_fees))
  execute function post_parked_leg_cost();
