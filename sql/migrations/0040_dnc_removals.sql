-- A number that is taken off a do-not-call list keeps its row, so that the list can prove who took the number off, when
-- and why. A number that is added again gets a new row.
alter table dnc_numbers
  add removed_at timestamptz,
  add removed_by bigint references users,
  add removal_reason text,
  add check (removed_at is not null or (removed_by is null and removal_reason is null));

alter table dnc_numbers drop constraint dnc_numbers_tenant_id_phone_key;
create unique index dnc_numbers_listed on dnc_numbers (tenant_id, phone) nulls not distinct where removed_at is null;
drop index dnc_numbers_phone;
create index dnc_numbers_phone on dnc_numbers (phone) where removed_at is null;
