-- How a lead file was read, and what was noticed about rows that became leads.
alter table lead_imports
  -- Who named `default_country`: the upload form, or the caller ID of the campaign.
  add country_from text check (country_from in ('form', 'caller_id')),
  add constraint lead_imports_country_from_check1 check (country_from is null or default_country is not null),
  -- The number of warnings, also of those that are not stored.
  add warnings integer not null default 0,
  -- Encoding, delimiter, header row and use of each column. Only shown to users.
  add reading jsonb;

create table lead_import_warnings (
  id bigint generated always as identity primary key,
  import_id bigint not null references lead_imports on delete cascade,
  row integer not null,
  "column" text not null,
  value text not null,
  reason text not null
);
create index lead_import_warnings_import on lead_import_warnings (import_id, row, id);
