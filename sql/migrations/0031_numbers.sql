-- A worker claims a purchase before it asks the carrier for the number.
alter table number_purchases rename column licensed_at to claimed_at;

-- `sync_due` is the sync to the carrier that a number still needs. `settings_version` counts the changes that need one.
alter table phone_numbers rename column carrier_due to sync_due;
alter table phone_numbers rename column carrier_version to settings_version;
alter table phone_numbers rename constraint phone_numbers_carrier_due_check to phone_numbers_sync_due_check;
alter index phone_numbers_carrier_due rename to phone_numbers_sync_due;
