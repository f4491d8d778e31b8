-- The time at which a worker claimed the purchase. A worker claims a purchase before the request to the carrier.
alter table number_purchases rename column licensed_at to claimed_at;

-- `sync_due` is the kind of sync to the carrier that is due for a number. `settings_version` counts the changes of a
-- number that need a sync.
alter table phone_numbers rename column carrier_due to sync_due;
alter table phone_numbers rename column carrier_version to settings_version;
alter table phone_numbers rename constraint phone_numbers_carrier_due_check to phone_numbers_sync_due_check;
alter index phone_numbers_carrier_due rename to phone_numbers_sync_due;
