-- A list of do-not-call numbers is imported by the same machinery and belongs to no campaign; and a form may send its file
-- before the field that names the campaign.
alter table lead_imports
  add column kind text not null default 'leads' check (kind in ('leads', 'dnc')),
  -- How far the file has been read, for progress only.
  add column bytes_done bigint not null default 0,
  alter column campaign_id drop not null,
  add check ((campaign_id is not null) = (kind = 'leads') or status = 'uploading');
