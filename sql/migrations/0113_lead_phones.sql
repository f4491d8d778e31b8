-- The phone numbers of a lead that has several, in the order in which they are called. The first is the number of the lead
-- itself. A lead with one number has no row.
create table lead_phones (
  lead_id bigint not null references leads on delete cascade,
  position smallint not null check (position > 0),
  tenant_id bigint not null references tenants,
  phone text not null,
  phone_normalized text not null,
  type text,
  primary key (lead_id, position),
  unique (lead_id, phone_normalized)
);
create index lead_phones_by_phone on lead_phones (tenant_id, phone_normalized);

-- The number of the lead's next call. Null: the number of the lead itself. `place_id` is the place of this number.
alter table leads add column dial_phone text;
