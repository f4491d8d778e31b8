-- Changes of the call counters of campaigns. Each placed and each completed call inserts a row, so calls of one campaign
-- never wait for each other. The job `statistics.update` adds the rows to `campaigns`.
create table campaign_call_counts (
  id bigint generated always as identity primary key,
  campaign_id bigint not null references campaigns (id) on delete cascade,
  -- 1 for a placed call, -1 if the carrier did not take the call after all.
  made smallint not null default 0,
  completed smallint not null default 0
);
create index campaign_call_counts_campaign on campaign_call_counts (campaign_id);
