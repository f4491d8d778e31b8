-- The share of a campaign in the agents and the calls per second of its tenant: a campaign of weight 3 comes first three
-- times as often as a campaign of weight 1.
alter table campaigns add column weight smallint not null default 1 check (weight between 1 and 100);

-- The place of a reserved call in the queue to the carrier. Calls of different tenants with the same turn are placed
-- together, so no tenant waits behind all calls of another (`shared/rules/dialing/carrier-share.ts`).
alter table calls add column carrier_turn integer not null default 1 check (carrier_turn > 0);
