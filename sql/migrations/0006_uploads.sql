-- campaign_id may be null for two reasons. Imports also read do-not-call lists, which belong to no campaign. And an
-- upload form may send the file before the field that names the campaign.
alter table lead_imports
  add column kind text not null default 'leads' check (kind in ('leads', 'dnc')),
  -- The number of bytes of the file that were read. This column only shows progress.
  add column bytes_done bigint not null default 0,
  alter column campaign_id drop not null,
  add check ((campaign_id is not null) = (kind = 'leads') or status = 'uploading');
