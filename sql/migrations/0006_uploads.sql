-- The same import reads do-not-call lists, which belong to no campaign. And a form may send its file before the field that
-- names the campaign.
alter table lead_imports
  add column kind text not null default 'leads' check (kind in ('leads', 'dnc')),
  -- How many bytes of the file were read. It only shows progress.
  add column bytes_done bigint not null default 0,
  alter column campaign_id drop not null,
  add check ((campaign_id is not null) = (kind = 'leads') or status = 'uploading');
